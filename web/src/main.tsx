import { render } from 'preact'
import { App } from './app.tsx'
import { language, speak } from './language.ts'
import { paint, scheme } from './scheme.ts'

speak(language.peek())
paint(scheme.peek())
render(<App />, document.getElementById('page')!)
