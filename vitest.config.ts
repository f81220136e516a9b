import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['kaoju-source'] },
  ssr: { resolve: { conditions: ['kaoju-source'], externalConditions: ['kaoju-source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    execArgv: ['--conditions=kaoju-source'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
