import { render } from 'preact'
import { App } from './app.tsx'
import { language, speak } from './language.ts'

speak(language.peek())
render(<App />, document.getElementById('page')!)
