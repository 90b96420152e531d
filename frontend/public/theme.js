/* Sets theme and palette before the first paint. A file of its own: the CSP forbids inline scripts. */
;(function () {
  var root = document.documentElement
  var saved
  try {
    saved = JSON.parse(localStorage.getItem('tidemark.preferences') || '{}').state || {}
  } catch {
    saved = {}
  }
  var light = window.matchMedia('(prefers-color-scheme: light)').matches
  root.dataset.theme = saved.theme === 'light' || saved.theme === 'dark' ? saved.theme : light ? 'light' : 'dark'
  if (saved.palette) root.dataset.palette = saved.palette
})()
