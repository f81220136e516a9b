import { words } from '../words.ts'
import { Dialog } from './dialog.tsx'

/** What keys do. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const { help } = words()
  return (
    <Dialog heading={help.heading} onClose={onClose}>
      <dl class="keys">
        {help.keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <div class="actions">
        <button type="button" class="button" onClick={onClose}>
          {help.close}
        </button>
      </div>
    </Dialog>
  )
}
