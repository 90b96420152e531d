/** The mark of Tidemark: three candles. */

export function Brand() {
  return (
    <svg className="brand" viewBox="0 0 34 34" role="img" aria-label="Tidemark">
      <rect x=".5" y=".5" width="33" height="33" rx="9" fill="var(--accent-solid)" />
      <path
        d="M9 22v-6M9 25v-3M17 25v-4M17 12V9M25 17v-3M25 9V8"
        stroke="#fff"
        strokeWidth="1.6"
        strokeLinecap="round"
        opacity=".75"
      />
      <rect x="7" y="16" width="4" height="6" rx="1" fill="#fff" />
      <rect x="15" y="12" width="4" height="9" rx="1" fill="#fff" />
      <rect x="23" y="9" width="4" height="5" rx="1" fill="#fff" />
    </svg>
  )
}
