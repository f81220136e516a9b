/** What one looks for by hand otherwise: names, order, contrast (WCAG 2.2 AA), and what hangs over the edge. */
export const check = {
  names,
  headings,
  contrast,
  width: () => Math.max(0, document.documentElement.scrollWidth - innerWidth),
}

/** Controls without a name, ids that are there twice. */
function names() {
  const unnamed = [
    ...document.querySelectorAll(
      'a[href], button, select, textarea, input, [role="region"], nav, dialog[open]',
    ),
  ]
    .filter((element) => nameOf(element) === '')
    .map((element) => `no name: ${element.outerHTML.slice(0, 120)}`)
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id)
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `twice: ${id}`)
  return [...unnamed, ...twice]
}

function nameOf(element) {
  const label = element.getAttribute('aria-label')
  if (label) return label.trim()
  const by = element.getAttribute('aria-labelledby')
  if (by) return (document.getElementById(by)?.textContent ?? '').trim()
  if (element.labels?.length) return element.labels[0].textContent.trim()
  return element.textContent.trim()
}

/** Levels that are left out on the way down. */
function headings() {
  const faults = []
  for (const scope of document.querySelectorAll('.report')) {
    let last = 0
    for (const heading of scope.querySelectorAll('h1, h2, h3, h4')) {
      const level = Number(heading.tagName[1])
      if (level > last + 1) faults.push(`h${last} → h${level}: ${heading.textContent}`)
      last = level
    }
    if (scope.querySelectorAll('h1').length !== 1) faults.push('one h1')
  }
  return faults
}

/** Texts that are seen and do not stand out enough from what is behind them. */
function contrast() {
  const faults = new Set()
  for (const element of document.querySelectorAll('.report *, dialog[open] *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
    if (
      !own ||
      element.closest('[hidden], .aloud, :disabled, option') ||
      element.getClientRects().length === 0
    )
      continue
    const style = getComputedStyle(element)
    const [front, back] = [colour(style.color), behind(element)]
    const ratio = ratioOf(front, back)
    const large =
      parseFloat(style.fontSize) >= 24 ||
      (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700)
    if (ratio < (large ? 3 : 4.5)) faults.add(`${ratio.toFixed(2)} ${element.tagName}.${element.className}`)
  }
  return [...faults]
}

function behind(element) {
  for (let at = element; at; at = at.parentElement) {
    const found = colour(getComputedStyle(at).backgroundColor)
    if (found[3] === 1) return found
  }
  return colour(getComputedStyle(document.body).backgroundColor)
}

/** Any colour that CSS writes, as the browser paints it. */
const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
function colour(text) {
  canvas.clearRect(0, 0, 1, 1)
  canvas.fillStyle = text
  canvas.fillRect(0, 0, 1, 1)
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data
  return [red, green, blue, alpha / 255]
}

function ratioOf(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance([red, green, blue]) {
  const linear = [red, green, blue].map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}
