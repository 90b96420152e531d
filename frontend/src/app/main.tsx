/** Starts the page: appearance, stream, clock, router. */
import '@/styles/index.css'
import { startAccount } from '@/api/account'
import { startPreferences } from '@/api/preferences'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyAppearance } from '@/lib/appearance'
import { startClock } from '@/stream/connection'
import { startStream } from '@/stream/stream'
import { startAccountStream } from './accountStream'
import { startAlertStream } from './alertStream'
import { client, Providers } from './providers'
import { router } from './router'
import { startUserChange } from './userChange'

applyAppearance()
startClock()
startStream()
startPreferences(client)
startAccountStream(client)
startAlertStream(client)
startUserChange()
startAccount()

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <Providers>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
)
