/** Market, and from 1900 px up the selected coin beside it. The only place that combines two features. */
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { CoinPeek } from '@/features/coin/CoinPeek'
import { MarketPage } from '@/features/market/MarketPage'
import { useMarketView } from '@/lib/marketView'
import { preferredView } from '@/lib/preferences'
import { CoinAlert } from './CoinAlert'

const route = getRouteApi('/shell/dashboard')

export function MarketRoute() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  useEffect(() => {
    useMarketView.setState({ search })
  }, [search])
  const [alertOn, setAlertOn] = useState<string | null>(null)
  return (
    <>
      <MarketPage
        search={search}
        onSearch={(change, push) => void navigate({ search: (old) => ({ ...old, ...change }), replace: !push })}
        onOpen={(id) => void navigate({ to: '/coins/$id', params: { id }, search: preferredView() })}
        onAlert={setAlertOn}
        peek={(id) => <CoinPeek key={id} coinId={id} />}
      />
      {alertOn && <CoinAlert coinId={alertOn} onClose={() => setAlertOn(null)} />}
    </>
  )
}
