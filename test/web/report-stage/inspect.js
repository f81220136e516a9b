/** What of the page's tree could run or ask, had a text become markup. */
export function inspect() {
  const active =
    'script, iframe, object, embed, img, svg, image, video, audio, link, meta, base, style, template, math, frame, marquee, x-import'
  const found = [...document.body.querySelectorAll(active)]
    .filter((element) => !(element instanceof HTMLScriptElement && element.src.startsWith(location.origin)))
    // The plan's arrows are the only drawing.
    .filter((element) => !element.matches('svg.plan-edges'))
    .map((element) => `element ${element.tagName}`)
  for (const element of document.body.querySelectorAll('*')) {
    const own = element.matches('#page, .glance, .plan-field, .plan-place')
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`handler ${name}`)
      if (name === 'style' && !own) found.push(`style ${value}`)
      if (
        /^(?:src|srcset|action|formaction|data|background|poster|ping)$/i.test(name) &&
        element.tagName !== 'SCRIPT'
      )
        found.push(`${name}=${value}`)
      if (/href$/i.test(name)) found.push(...faultsOfLink(element, value))
    }
  }
  if ({}.polluted !== undefined) found.push('prototype')
  return found
}

function faultsOfLink(link, value) {
  const faults = []
  if (!/^(?:https?:\/\/|#|\/api\/v1\/)/.test(value)) faults.push(`href ${value}`)
  if (link.username || link.password) faults.push(`credentials ${value}`)
  if (/^https?:/i.test(value) && !/noreferrer/.test(link.rel)) faults.push(`rel ${value}`)
  return faults
}

/** Shows a report in every way there is: live, finished, a citation's card, a source. */
export async function showEverything(stage, report) {
  const found = []
  stage.live(report.sections, report.conflicts, report.run)
  found.push(...inspect())
  stage.report(report)
  if (document.querySelector('.report h1').textContent !== report.title) found.push('another title')
  const marks = [...document.querySelectorAll('.report a.cite')]
  if (marks[0]) {
    // The page that stood there before may still be scrolling, which takes a card away.
    const shown = await until(() => {
      marks[0].dispatchEvent(new PointerEvent('pointerenter', { pointerType: 'mouse' }))
      return !document.querySelector('.glance').hidden
    })
    if (!shown) found.push('no card')
  }
  found.push(...inspect())
  for (const mark of report.sections.length % 2 === 0 ? marks.slice(0, 1) : marks.slice(-1)) {
    mark.click()
    // An empty quote has nothing to mark.
    if (
      !(await until(() =>
        document.querySelector('dialog[open] :is(.source-text mark.current, .source-text .edge)'),
      ))
    )
      found.push('no source')
    found.push(...inspect())
    document.querySelector('.source-panel .close').click()
    await until(() => !document.querySelector('dialog[open]'))
  }
  return found
}

/** Looks again until something is there, for five seconds. */
async function until(look) {
  const end = Date.now() + 5_000
  while (!look()) {
    if (Date.now() > end) return false
    await new Promise((done) => setTimeout(done, 1))
  }
  return true
}
