/** The page of a sharing link: outside the shell, for anybody, and not for search engines. */
import { getRouteApi, Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { SharedPage } from '@/features/portfolio/SharedPage'
import { Banner } from '@/features/shell/Banner'
import { Brand } from '@/features/shell/Brand'

const route = getRouteApi('/shared/$token')

function useNoIndex(): void {
  useEffect(() => {
    const robots = document.createElement('meta')
    robots.name = 'robots'
    robots.content = 'noindex, nofollow'
    document.head.append(robots)
    return () => robots.remove()
  }, [])
}

export function SharedRoute() {
  const { token } = route.useParams()
  useNoIndex()
  return (
    <>
      <Banner />
      <div className="shared">
        <header className="top">
          <Link to="/dashboard" className="row gap-[10px] text-[15px] font-semibold">
            <Brand />
            <span>Tidemark</span>
          </Link>
          <span className="grow" />
          <span className="chip">Shared portfolio</span>
        </header>
        <main id="main" className="main">
          <SharedPage token={token} />
        </main>
      </div>
    </>
  )
}
