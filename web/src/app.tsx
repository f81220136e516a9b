import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { locked } from './api/client.ts'
import { isShortcut, isWriting } from './keys.ts'
import { language, speak } from './language.ts'
import { Help } from './parts/help.tsx'
import { TokenForm } from './parts/token-form.tsx'
import { addressOf, go, route, type Route } from './route.ts'
import { paint, scheme, schemes } from './scheme.ts'
import { Ask } from './screens/ask.tsx'
import { LibraryScreen } from './screens/library.tsx'
import { RunScreen } from './screens/run.tsx'
import { RunsScreen } from './screens/runs.tsx'
import { words } from './words.ts'

/** The page: its frame, and the screen that the address names. */
export function App() {
  const own = words()
  const helping = useSignal(false)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!isShortcut(event)) return
      if (event.key === '?') helping.value = true
      else if (event.key === '/') {
        if (route.peek().screen !== 'ask') go({ screen: 'ask' })
        // The box is there once the screen is drawn.
        setTimeout(() => document.getElementById('question')?.focus())
      } else return
      event.preventDefault()
    }
    // A file that is let go where nothing takes it would replace the page; text may go where one writes.
    const refuse = (event: DragEvent): void => {
      const hasFiles = event.dataTransfer?.types.includes('Files') ?? false
      if (hasFiles || !isWriting(event)) event.preventDefault()
    }
    addEventListener('keydown', press)
    addEventListener('dragover', refuse)
    addEventListener('drop', refuse)
    return () => {
      removeEventListener('keydown', press)
      removeEventListener('dragover', refuse)
      removeEventListener('drop', refuse)
    }
  }, [])
  return (
    <>
      <a class="skip" href={location.hash || '#/'} onClick={skip}>
        {own.nav.skip}
      </a>
      <header class="top">
        <a class="name" href="#/">
          {own.title}
        </a>
        <nav aria-label={own.nav.label}>
          <Tab to={{ screen: 'ask' }}>{own.nav.ask}</Tab>
          <Tab to={{ screen: 'runs' }}>{own.nav.runs}</Tab>
          <Tab to={{ screen: 'library' }}>{own.nav.library}</Tab>
        </nav>
        <div class="settings">
          <select
            class="select small"
            aria-label={own.settings.schemeLabel}
            value={scheme.value}
            onChange={(event) => paint(schemes[event.currentTarget.selectedIndex]!)}
          >
            {schemes.map((one) => (
              <option key={one} value={one}>
                {own.settings.scheme[one]}
              </option>
            ))}
          </select>
          <button
            type="button"
            class="button plain small"
            lang={language.value === 'en' ? 'zh' : 'en'}
            aria-label={own.settings.languageLabel}
            onClick={() => speak(language.value === 'en' ? 'zh' : 'en')}
          >
            {own.settings.language}
          </button>
          <button
            type="button"
            class="button plain small"
            aria-label={own.settings.help}
            onClick={() => void (helping.value = true)}
          >
            ?
          </button>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {locked.value ? <TokenForm /> : <Screen at={route.value} />}
      </main>
      {helping.value && <Help onClose={() => void (helping.value = false)} />}
    </>
  )
}

function Screen({ at }: { readonly at: Route }) {
  switch (at.screen) {
    case 'ask':
      return <Ask key={at.follow ?? ''} {...(at.follow ? { follow: at.follow } : {})} />
    case 'runs':
      return <RunsScreen />
    case 'library':
      return <LibraryScreen />
    case 'run':
      return <RunScreen key={at.run} id={at.run} {...(at.part ? { part: at.part } : {})} />
    case 'nowhere':
      return <Nowhere />
    default:
      return at satisfies never
  }
}

function Nowhere() {
  const own = words()
  return (
    <div class="column">
      <p>{own.notFound}</p>
      <a href="#/">{own.toStart}</a>
    </div>
  )
}

function Tab({ to, children }: { readonly to: Route; readonly children: string }) {
  const here = route.value.screen === to.screen
  return (
    <a class="tab" href={addressOf(to)} {...(here ? { 'aria-current': 'page' } : {})}>
      {children}
    </a>
  )
}

/** The address behind `#` names a screen, so that the usual link to a part of the page would leave it. */
function skip(event: MouseEvent): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}
