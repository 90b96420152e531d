/** What is shown stays while it is held: while somebody reads it, or while what replaces it is not complete. */
import { useState } from 'react'

export function useHeld<T>(value: T, held: boolean): T {
  const [shown, setShown] = useState(value)
  if (!held && shown !== value) setShown(value)
  return held ? shown : value
}
