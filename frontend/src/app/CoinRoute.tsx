/** One coin by its slug; a symbol leads to the slug. */
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { CoinPage } from '@/features/coin/CoinPage'
import { marketView } from '@/lib/marketView'
import { CoinAlert } from './CoinAlert'

const route = getRouteApi('/shell/coins/$id')

export function CoinRoute() {
  const { id } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [alertOn, setAlertOn] = useState<string | null>(null)
  return (
    <>
      <CoinPage
        id={id}
        search={search}
        onSearch={(change, push) => void navigate({ search: (old) => ({ ...old, ...change }), replace: !push })}
        onCoin={(next, replace) => void navigate({ params: { id: next }, search: (old) => old, replace })}
        onMarket={() => void navigate({ to: '/dashboard', search: marketView() })}
        onAlert={setAlertOn}
      />
      {alertOn && <CoinAlert coinId={alertOn} onClose={() => setAlertOn(null)} />}
    </>
  )
}
