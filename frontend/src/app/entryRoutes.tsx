/** Routes of sign-in, registration and mailed links: loaded when one is opened. */
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { LoginPage } from '@/features/account/LoginPage'
import { RegisterPage } from '@/features/account/RegisterPage'

export { ForgotPage } from '@/features/account/ForgotPage'
export { ResetPage } from '@/features/account/ResetPage'
export { VerifyPage } from '@/features/account/VerifyPage'

const login = getRouteApi('/entry/login')
const register = getRouteApi('/entry/register')

function useReturn(next: string | undefined): () => void {
  const router = useRouter()
  return () => router.history.replace(next ?? '/dashboard')
}

export function LoginRoute() {
  const { next } = login.useSearch()
  return <LoginPage next={next} onSignedIn={useReturn(next)} />
}

export function RegisterRoute() {
  const { next } = register.useSearch()
  return <RegisterPage next={next} onSignedIn={useReturn(next)} />
}
