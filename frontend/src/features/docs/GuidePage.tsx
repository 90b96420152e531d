/** For integrators. */
import { Crumb } from '@/ui/Crumb'

export function GuidePage() {
  return <Crumb title="API guide" />
}
