/** The frame of sign-in and registration: a column for the form, and live prices beside it. */
import { Link, Outlet } from '@tanstack/react-router'
import { Banner } from '@/features/shell/Banner'
import { Brand } from '@/features/shell/Brand'
import { RightNow } from './RightNow'

export function EntryLayout() {
  return (
    <>
      <Banner />
      <div className="entry">
        <main id="main">
          <div className="column">
            <Link to="/dashboard" className="row entry-brand mb-7 gap-[10px] text-[15px] font-semibold">
              <Brand />
              <span aria-hidden="true">Tidemark</span>
            </Link>
            <Outlet />
          </div>
        </main>
        <aside className="not-phone" aria-label="The market right now">
          <RightNow />
        </aside>
      </div>
    </>
  )
}
