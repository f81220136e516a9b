#!/usr/bin/env node
/* Plain old JavaScript: it must be understood by the very Node that it turns away. */
'use strict'

var need = [22, 19]
var have = process.versions.node.split('.').map(Number)

if (have[0] < need[0] || (have[0] === need[0] && have[1] < need[1])) {
  var locale = process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || ''
  console.error(
    /^zh/i.test(locale)
      ? 'kaoju：需要 Node.js ' + need.join('.') + ' 或更高版本，当前是 ' + process.versions.node + '。\n' +
          '  在源码目录中运行：npm run kaoju -- …（npm ci 会带来合适的 Node）\n' +
          '  其他情况请升级 Node.js：https://nodejs.org/'
      : 'kaoju: needs Node.js ' + need.join('.') + ' or later; this is ' + process.versions.node + '.\n' +
          '  In a checkout, run: npm run kaoju -- …   (npm ci brings a Node that is new enough)\n' +
          '  Elsewhere, upgrade Node.js: https://nodejs.org/'
  )
  process.exitCode = 1
} else {
  start()
}

function start() {
  var path = require('path')
  var flags = process.execArgv.concat((process.env.NODE_OPTIONS || '').split(/\s+/))
  var source = flags.indexOf('--conditions=kaoju-source') !== -1
  var main = source ? '../src/interfaces/cli/main.ts' : '../dist/interfaces/cli/main.js'
  if (!require('fs').existsSync(path.join(__dirname, main))) {
    console.error('kaoju: not built yet. Run: npm run build   (or from source: npm run kaoju -- …)')
    process.exitCode = 1
    return
  }
  // Compiled code is kept between starts, for the threads and processes that are started from here too.
  var kept = require('module').enableCompileCache()
  if (kept.directory) process.env.NODE_COMPILE_CACHE = kept.directory
  import(main)
    .then(function (cli) {
      return cli.main()
    })
    .catch(function (error) {
      console.error(error)
      process.exitCode = 1
    })
}
