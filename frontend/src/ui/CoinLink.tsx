/** A link to a coin's page, in the preferred range, with the preferred indicators, also when they were chosen after the link was drawn. */
import { Link } from '@tanstack/react-router'
import { useShallow } from 'zustand/react/shallow'
import { preferredView, usePreferences } from '@/lib/preferences'

interface Props extends Omit<React.ComponentProps<'a'>, 'href'> {
  id: string
}

export function CoinLink({ id, ...rest }: Props) {
  const search = usePreferences(useShallow(preferredView))
  return <Link to="/coins/$id" params={{ id }} search={search} {...rest} />
}
