/** A file of docs/api/examples with a button that copies it. */
import { useId } from 'react'
import { CopyButton } from '@/ui/CopyButton'

interface Props {
  name: string
  text: string
}

export function Sample({ name, text }: Props) {
  const id = useId()
  return (
    <figure className="code" aria-labelledby={id}>
      <figcaption>
        <code id={id} className="mono grow">
          {name}
        </code>
        <CopyButton text={text} what={name} />
      </figcaption>
      <pre tabIndex={0} aria-labelledby={id}>
        <code>{text}</code>
      </pre>
    </figure>
  )
}
