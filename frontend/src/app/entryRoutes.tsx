/** Routes of sign-in, registration and mailed links: loaded when one is opened. */
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { LoginPage } from '@/features/account/LoginPage'
import { RegisterPage } from '@/features/account/RegisterPage'

export { ForgotPage } from '@/features/account/ForgotPage'
export { ResetPage } from '@/features/account/ResetPage'
export { VerifyPage } from '@/features/account/VerifyPage'

const login = getRouteApi('/entry/login')
const register = getRouteApi('/entry/register')

export function LoginRoute() {
  const { next } = login.useSearch()
  const router = useRouter()
  return <LoginPage next={next} onSignedIn={() => router.history.replace(next ?? '/dashboard')} />
}

export function RegisterRoute() {
  return <RegisterPage next={register.useSearch().next} />
}
