/** A link to what is said of a coin. */
import { Link } from '@tanstack/react-router'
import { sentimentOf } from '@/lib/sentimentView'

interface Props extends Omit<React.ComponentProps<'a'>, 'href'> {
  coinId: string
}

export function SentimentLink({ coinId, ...rest }: Props) {
  return <Link to="/sentiment" search={sentimentOf(coinId)} {...rest} />
}
