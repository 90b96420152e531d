/** There is no such coin. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { coinsQuery } from '@/api/queries'
import { CoinLink } from '@/ui/CoinLink'
import { Crumb } from '@/ui/Crumb'
import { nearest } from '@/lib/nearest'
import { marketView } from '@/lib/marketView'
import { Empty } from '@/ui/states'

export function NotFound({ id }: { id: string }) {
  const coins = useQuery(coinsQuery).data ?? []
  const meant = nearest(id, coins)
  return (
    <>
      <Crumb title="Not found" />
      <section className="card">
        <Empty
          icon={SearchX}
          title={`There is no coin “${id}”`}
          actions={
            <>
              <Link className="btn pri" to="/dashboard" search={marketView()}>
                Go to Market
              </Link>
              {meant && (
                <CoinLink id={meant.coin_id} className="btn">
                  Show {meant.name}
                </CoinLink>
              )}
            </>
          }
        >
          The {coins.length || ''} coins we follow are in Market.
        </Empty>
      </section>
    </>
  )
}
