import type { PageShell } from '#sources'
import { footer, menu, page, zhFooter, zhMenu } from './page.ts'

/** Shells written after the words were settled; see the test for what that showed. */
export const unseenShells: readonly (readonly [kind: PageShell['kind'], html: string])[] = [
  [
    'soft-404',
    page(
      'Oops, lost? | Fjord Times',
      `${menu}<main><h1>Oops, lost?</h1><p>We can't seem to find the page you're looking for.</p><p>Error code: 404</p></main>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      'Fjord Times',
      `${menu}<main><h2>That story has been archived</h2><p>Sorry, it is no longer available on our site. Try searching for it.</p></main>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      'Profile not found',
      `<main><h1>This account doesn’t exist</h1><p>Try searching for another.</p></main>`,
    ),
  ],
  [
    'soft-404',
    page(
      'Repository not found · Code',
      `<div><img alt="404"><p>This is not the web page you are looking for.</p><form><input placeholder="Find code"></form></div>`,
    ),
  ],
  [
    'soft-404',
    page(
      '找不到页面',
      `${zhMenu}<div><h2>哎呀，页面走丢了</h2><p>请检查您输入的网址是否正确</p></div>${zhFooter}`,
    ),
  ],
  [
    'soft-404',
    page('信息提示', `<div class="tip">您查看的信息不存在或者已经删除！</div><a href="/">返回首页</a>`),
  ],
  ['soft-404', page('青湖日报', `${zhMenu}<p>对不起，您要访问的文章已下线。</p>${zhFooter}`)],
  [
    'error',
    page(
      '500 Internal Server Error',
      `<h1>Internal Server Error</h1><p>The server encountered an internal error or misconfiguration and was unable to complete your request.</p><p>Please contact the server administrator.</p>`,
    ),
  ],
  [
    'error',
    page(
      'Fjord Times',
      `<div id="__next"><div><h1>500</h1><h2>Internal Server Error.</h2></div></div><script src="/a.js"></script>`,
    ),
  ],
  [
    'error',
    page(
      'Temporarily unavailable',
      `<h1>The service is temporarily unavailable</h1><p>We're working on it. Please come back in a few minutes.</p>`,
    ),
  ],
  [
    'error',
    page(
      'Blocked',
      `<h1>Your request has been blocked</h1><p>If you think this is a mistake, contact us with the reference number 0.8f.</p>`,
    ),
  ],
  [
    'error',
    page(
      '网站访问报错',
      `<h1>网站防火墙</h1><p>您的请求疑似攻击行为！</p><p>如果您是网站管理员，请登录云锁查看详情</p>`,
    ),
  ],
  ['error', page('系统提示', `<p>网络异常，请刷新重试</p>`)],
  ['error', page('504 Gateway Time-out', `<center><h1>504 Gateway Time-out</h1></center>`)],
  [
    'captcha',
    page(
      'Security check',
      `<h1>Please verify you are a human</h1><p>Access to this page has been denied because we believe you are using automation tools to browse the website.</p>`,
    ),
  ],
  [
    'captcha',
    page(
      'Human Verification',
      `<h2>Let's confirm you are human</h2><p>Complete the security check before continuing. This step verifies that you are not a bot, which helps to protect your account.</p>`,
    ),
  ],
  ['captcha', page('验证码', `<p>为了您的账号安全，请先完成验证</p><p>点击按钮进行验证</p>`)],
  ['captcha', page('当前访问疑似黑客攻击', `<h2>访问受限</h2><p>请输入验证码后继续访问</p><input>`)],
  [
    'cookie-wall',
    page(
      'Fjord Times',
      `<div><h2>Your privacy is important to us</h2><p>We use cookies to give you the best experience. By clicking "Accept", you consent to our use of cookies.</p><button>Accept</button></div>`,
    ),
  ],
  [
    'cookie-wall',
    page(
      'Consent',
      `<p>To read this site you can accept advertising cookies, or subscribe for 3 euros a month.</p><p>With your consent, our 128 partners store cookies and process personal data.</p><button>Accept and continue</button>`,
    ),
  ],
  [
    'login',
    page(
      'Sign in - Fjord',
      `<h1>Sign in</h1><p>Use your Fjord account</p><form><input type="email"><input type="password"><button>Next</button></form>`,
    ),
  ],
  ['login', page('Subscribers', `<p>You need to log in to read this article.</p><a href="/l">Log in</a>`)],
  ['login', page('青湖大学', `<h3>请先登录</h3><form><input type="text"><input type="password"></form>`)],
  ['parked', page('fjord.example', `<p>fjord.example may be for sale. Click here to make an offer.</p>`)],
  [
    'parked',
    page(
      'Apache2 Debian Default Page: It works',
      `<h1>It works!</h1><p>This is the default welcome page used to test the correct operation of the Apache2 server after installation on Debian systems. You should replace this file before continuing to operate your HTTP server.</p>`,
    ),
  ],
  ['parked', page('网站建设中', `<h1>网站正在建设中，敬请期待</h1>`)],
  [
    'empty',
    page(
      'Fjord',
      `<app-root></app-root><script src="runtime.js" type="module"></script><script src="main.js" type="module"></script>`,
    ),
  ],
  ['empty', page('', `<div id="app">Loading…</div><script src="/app.js"></script>`)],
]

const p = (...texts: readonly string[]): string => texts.map((text) => `<p>${text}</p>`).join('')

/** Pages with content, written after the words were settled. */
export const unseenPages: readonly (readonly [what: string, html: string])[] = [
  [
    'a lost dog',
    page(
      'Dog not found after storm',
      `<h1>Dog not found after storm</h1>${p('Bella, a grey collie, ran off on Sunday night. Whoever sees her may call the harbour office on 555 0199.')}`,
    ),
  ],
  [
    'a tweet on 404',
    page(
      'Ann on X: “404”',
      `<article><p>Our new 404 page is live. Go and look for something that does not exist.</p><time datetime="2024-01-01">1 Jan</time></article>`,
    ),
  ],
  [
    'a glossary entry',
    page(
      'Forbidden (403)',
      `<h1>403 Forbidden</h1>${p('The server understood the request and refuses to fulfil it. Unlike 401, authenticating makes no difference. Defined in RFC 9110, section 15.5.4.')}`,
    ),
  ],
  [
    'a bank notice',
    page(
      'Scheduled maintenance on 12 May',
      `<h1>Scheduled maintenance on 12 May</h1>${p('Online banking will be unavailable on 12 May between 1:00 and 5:00. Cards work as usual.')}`,
    ),
  ],
  [
    'a play',
    page(
      'Something Went Wrong, a play',
      `<h1>Something Went Wrong</h1>${p('A play in two acts about a bakery in which nothing rises. First performed in Bergen in 2011; eighty minutes without a break.')}`,
    ),
  ],
  [
    'a help page on sign-in',
    page(
      'Sign-in problems',
      `<h1>Sign-in problems</h1>${p('If your password is refused, reset it. The link is valid for one hour. If the mail does not arrive, look among the spam.', 'Accounts that were not used for two years are deleted.')}`,
    ),
  ],
  [
    'a museum of robots',
    page(
      'Are you a robot? An exhibition',
      `<h1>Are you a robot?</h1>${p('Until 3 March the museum shows forty machines that were built to be mistaken for people, from a chess player of 1770 to a receptionist.')}`,
    ),
  ],
  [
    'cookie sales',
    page(
      'Scouts sell cookies',
      `<h1>Scouts sell cookies</h1>${p('The scouts sold 1,204 boxes of cookies on Saturday, a record. The money goes to the summer camp.')}<button>OK</button>`,
    ),
  ],
  [
    'consent in the news',
    page(
      'Minister wants consent law',
      `<h1>Minister wants consent law</h1>${p('The minister of justice proposed that consent must be explicit. The opposition asked for a hearing in autumn.')}<button>Accept</button>`,
    ),
  ],
  [
    '验证 in science',
    page(
      '引力波理论得到验证',
      `<h1>引力波理论得到验证</h1>${p('2016年2月，科研人员宣布首次直接探测到引力波，爱因斯坦一百年前的预言得到验证。')}`,
    ),
  ],
  [
    '维护',
    page(
      '清湖大桥维护公告',
      `<h1>清湖大桥维护公告</h1>${p('清湖大桥将于5月3日至5日进行维护，期间禁止通行，请绕行东环路。')}`,
    ),
  ],
  [
    '出售',
    page(
      '老码头整体出售',
      `<h1>老码头整体出售</h1>${p('青湖老码头以三千万元的价格整体出售给一家航运公司，买方承诺保留候船大厅。')}`,
    ),
  ],
  [
    '登录 as landing',
    page(
      '台风登陆',
      `<h1>台风“海燕”登陆</h1>${p('台风“海燕”于5日凌晨在青湖市登陆，登陆时中心附近最大风力12级。')}`,
    ),
  ],
  [
    'a deleted scene',
    page(
      'The deleted scene',
      `<h1>The deleted scene</h1>${p('The scene in which the captain dances was deleted because it rained on all three days of the shoot.')}`,
    ),
  ],
  [
    'an API answer',
    page(
      'GET /users/{id}',
      `<h1>GET /users/{id}</h1><table><tr><th>Status</th><th>Meaning</th></tr><tr><td>200</td><td>The user</td></tr><tr><td>404</td><td>User not found</td></tr></table>`,
    ),
  ],
  [
    'a short post',
    page('Gone fishing', `<h1>Gone fishing</h1>${p('The office is closed this week. Back on Monday.')}`),
  ],
  [
    'a price list',
    page('Prices', `<ul><li>Adult: 4 euros</li><li>Child: free</li><li>Bicycle: 1 euro</li></ul>`),
  ],
  [
    'a loading bay',
    page(
      'Loading bay closed',
      `<h1>Loading bay closed</h1>${p('The loading bay at pier 3 is closed until further notice. Lorries use pier 5.')}<script src="/a.js"></script>`,
    ),
  ],
  [
    'coming soon in cinemas',
    page(
      'Coming soon',
      `<h1>Coming soon</h1><ul><li>The Ferry, 3 May, a drama by A. Lee, 104 minutes</li><li>Ice, 10 May, a documentary on the winter of 2019, 88 minutes</li><li>Storm, 17 May, an adventure for children, 92 minutes</li></ul>`,
    ),
  ],
  [
    'domain of a function',
    page(
      'Domain expired? The domain of arcsin',
      `<h1>The domain of arcsin</h1>${p('The domain of arcsin is the interval from −1 to 1; outside it no real value exists.')}`,
    ),
  ],
]
