import { serveWorker } from '#runtime'

/** A thread that can be made to die in ways that nobody asked for. */
serveWorker(() => ({
  echo: (said: string) => said,
  throwLater: () =>
    void setTimeout(() => {
      throw new Error('nobody catches this')
    }),
  exit: () => process.exit(3),
}))
