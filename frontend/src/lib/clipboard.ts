/** Copying text. False where the browser does not allow it, as on a page that came without TLS. */

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
