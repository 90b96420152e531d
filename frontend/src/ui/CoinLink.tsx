/** A link to a coin's page, in the preferred range also when that was chosen after the link was drawn. */
import { Link } from '@tanstack/react-router'
import { preferredView, usePreferences } from '@/lib/preferences'

interface Props extends Omit<React.ComponentProps<'a'>, 'href'> {
  id: string
}

export function CoinLink({ id, ...rest }: Props) {
  const search = preferredView(usePreferences((preferences) => preferences.default_range))
  return <Link to="/coins/$id" params={{ id }} search={search} {...rest} />
}
