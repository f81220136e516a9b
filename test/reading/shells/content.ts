import { footer, menu, page, zhFooter, zhMenu } from './page.ts'

const p = (...texts: readonly string[]): string => texts.map((text) => `<p>${text}</p>`).join('')

/** Pages that speak of errors, cookies, checks and logins, or are short or strange, and have content all the same. */
export const pages: readonly (readonly [what: string, html: string])[] = [
  // About missing pages
  [
    'an encyclopedia on 404',
    page(
      'HTTP 404 - Wikipedia',
      `<h1>HTTP 404</h1>${p('In computer network communications, the HTTP 404, 404 not found, 404, or page not found error message is a hypertext transfer protocol standard response code, to indicate that the browser was able to communicate with a given server, but the server could not find what was requested.', 'The website hosting server will typically generate a "404 Not Found" web page when a user attempts to follow a broken or dead link; hence the 404 error is one of the most recognizable errors encountered on the World Wide Web.', 'Soft 404s are pages that return the status 200 although the page is not found.')}`,
    ),
  ],
  [
    'a short definition of 404',
    page(
      '404 Not Found - MDN',
      `<main><h1>404 Not Found</h1>${p('The HTTP 404 Not Found client error response status code indicates that the server cannot find the requested resource. Links that lead to a 404 page are often called broken or dead links and can be subject to link rot.', 'A 404 status code only indicates that the resource is missing without indicating if this is temporary or permanent.')}</main>`,
    ),
  ],
  [
    'a guide',
    page(
      'How to fix “Page not found” in WordPress',
      `${menu}<article><h1>How to fix “Page not found” in WordPress</h1>${p('Go to Settings and save the permalinks again. This rewrites the rules.', 'If that does not help, check the URL in the database.')}</article>${footer}`,
    ),
  ],
  [
    'a gallery',
    page(
      'The 30 best 404 pages',
      `${menu}<h1>The 30 best 404 pages</h1>${p('A good 404 page says sorry, offers a search, and leads back to the home page. Here are thirty that we like.')}${footer}`,
    ),
  ],
  [
    'a question',
    page(
      'Why do I get page not found in nginx? - Q&A',
      `<h1>Why do I get page not found in nginx?</h1>${p('I try to open /static/a.css and nginx says 404 Not Found. What can I check? Sorry if this was asked.')}`,
    ),
  ],
  [
    'a song',
    page(
      'Page Not Found (song)',
      `<h1>Page Not Found</h1>${p('“Page Not Found” is a song by the band Harbour, released in 2019 as the second single of the album Errors. It reached number 12 in Norway.', 'The video was filmed on a ferry in Bergen during a storm and shows the band looking for a lost letter.')}`,
    ),
  ],
  [
    'a person missing',
    page(
      'Missing: the ferry that was never found',
      `<h1>The ferry that was never found</h1>${p('In 1921 a ferry left the port and was not found again. Divers have looked for it since.')}`,
    ),
  ],
  [
    'a finding',
    page(
      'No effect was found',
      `<h1>No effect was found</h1>${p('We found no effect of the drug on mortality in 1,200 patients followed for two years (hazard ratio 1.01, 95% CI 0.92 to 1.11).')}`,
    ),
  ],
  [
    'a discontinued product',
    page(
      'Harbour 200 kettle: discontinued',
      `<h1>Harbour 200 kettle</h1>${p('This kettle was sold from 2012 to 2018. It held 1.7 litres, weighed 900 g and had a power of 2,200 W. It was replaced by the Harbour 300.')}`,
    ),
  ],
  [
    '404 in Chinese',
    page(
      '404页面是什么？为什么会出现404错误 - 知识',
      `${zhMenu}<h1>404页面是什么</h1>${p('404页面是客户端在浏览网页时，服务器无法正常提供信息，或是服务器无法回应且不知道原因所返回的页面。据说在第三次科技革命之前，互联网的形态就是一个大型的中央数据库。', '当用户访问的页面不存在时，一个好的404页面应当给出返回首页的链接，并说明可能的原因。')}${zhFooter}`,
    ),
  ],
  [
    'a Chinese guide',
    page(
      '网站出现“页面不存在”怎么办',
      `${zhMenu}<h1>网站出现“页面不存在”怎么办</h1>${p('首先检查网址是否正确，其次清除浏览器缓存，最后联系网站管理员。本文分三步说明原因和处理方法，适用于常见的浏览器和建站系统。')}${zhFooter}`,
    ),
  ],
  [
    'deleted posts in the news',
    page(
      '平台删除了三万个帖子',
      `<h1>平台删除了三万个帖子</h1>${p('该平台周二表示，上个季度共有三万个帖子已被删除，其中多数是广告。被删除的内容在页面上显示为“该内容已被删除”。')}`,
    ),
  ],
  [
    'a number',
    page(
      '404',
      `<h1>404</h1>${p('404 (four hundred four) is a natural number that follows 403 and precedes 405. It is an even composite number with the divisors 1, 2, 4, 101, 202 and 404. In the Roman numerals it is written CDIV.')}`,
    ),
  ],
  // About errors
  [
    'an encyclopedia on 502',
    page(
      '502 Bad Gateway: what it means',
      `<h1>502 Bad Gateway</h1>${p('A 502 error means that a server acting as a gateway received an invalid response from the server behind it. It was first described in RFC 1945 and is defined today in RFC 9110, section 15.6.3.', 'Common causes are crashed application servers, wrong upstream ports, and timeouts between the two.')}`,
    ),
  ],
  [
    'an issue',
    page(
      'Something went wrong on upload · Issue #123 · harbour/app',
      `<h1>Something went wrong on upload</h1>${p('When I upload a file larger than 2 MB the app says "Something went wrong. Please try again later."', 'Steps to reproduce: open the page, choose a file, press Upload. Version 3.2.1 on Linux.')}<time datetime="2023-05-04">May 4, 2023</time>`,
    ),
  ],
  [
    'an issue with that very name',
    page(
      'Something went wrong · Issue #77 · harbour/app',
      `<h1>Something went wrong</h1>${p('Please try again does not help; the log shows a null pointer in upload.c line 40, since version 3.2.')}<div>opened <time datetime="2023-05-04">May 4, 2023</time> by ann</div>`,
    ),
  ],
  [
    'a film',
    page(
      'Access Denied (film)',
      `<h1>Access Denied</h1>${p('Access Denied is a 1997 thriller directed by A. Lee. A programmer finds that somebody else uses her name, her bank account and at last her house. The film was shot in Toronto in six weeks for 2 million dollars.')}`,
    ),
  ],
  [
    'a news item',
    page(
      'Bank’s website down for maintenance',
      `<h1>Bank’s website down for maintenance</h1>${p('The website of Harbour Bank was down on Monday. The bank said that it was under maintenance and asked customers to try again later. It was the third such failure this year.')}`,
    ),
  ],
  [
    'release notes',
    page(
      'Release 2.4.1',
      `<h1>Release 2.4.1</h1><ul><li>Fixed: internal server error when the title was empty.</li><li>Fixed: 404 after login.</li><li>Access denied pages now say why.</li></ul>`,
    ),
  ],
  [
    'a status page',
    page(
      'Harbour status',
      `<h1>All systems operational</h1><ul><li>API: operational</li><li>Website: operational</li><li>Mail: degraded performance since 10:40 UTC</li></ul><p>Past incidents: 3 March 2024, service unavailable for 12 minutes after a failed deployment.</p>`,
    ),
  ],
  [
    'a manual',
    page(
      'Error codes',
      `<h1>Error codes</h1><table><tr><th>Code</th><th>Meaning</th></tr><tr><td>403</td><td>Forbidden</td></tr><tr><td>404</td><td>Not found</td></tr><tr><td>500</td><td>Internal server error: try again later</td></tr><tr><td>503</td><td>Service unavailable</td></tr></table>`,
    ),
  ],
  [
    'psychology',
    page(
      'When something went wrong',
      `<h1>When something went wrong</h1>${p('People remember what went wrong better than what went well. In a study of 412 nurses, errors were recalled twice as often as successes, even after a year.')}`,
    ),
  ],
  [
    'a court',
    page(
      '法院：系统错误不能成为拒绝退款的理由',
      `<h1>法院：系统错误不能成为拒绝退款的理由</h1>${p('法院认为，平台以“系统繁忙，请稍后再试”为由拖延退款三个月，应当承担违约责任，判令其退还原告货款三百二十元并支付利息。')}`,
    ),
  ],
  [
    '503 in Chinese',
    page(
      '503错误的原因与解决方法',
      `<h1>503错误的原因与解决方法</h1>${p('503错误表示服务器暂时无法处理请求，通常由过载或停机维护引起。站长可以检查进程数、带宽和数据库连接，访问者只能稍后再试。')}`,
    ),
  ],
  [
    'maintenance of a bridge',
    page(
      'Harbour bridge under maintenance',
      `<h1>Harbour bridge under maintenance</h1>${p('The bridge is closed until 14 May. Buses 12 and 14 take the tunnel. Cyclists use the ferry, which is free on weekdays.')}`,
    ),
  ],
  // About checks for robots
  [
    'an encyclopedia on CAPTCHA',
    page(
      'CAPTCHA',
      `<h1>CAPTCHA</h1>${p('A CAPTCHA is a type of challenge–response test used in computing to determine whether the user is human in order to deter bot attacks and spam. The term was coined in 2003 by Luis von Ahn, Manuel Blum, Nicholas Hopper and John Langford.', 'It is a contrived acronym for “Completely Automated Public Turing test to tell Computers and Humans Apart.” Verify you are human is what most of them ask.')}`,
    ),
  ],
  [
    'a review',
    page(
      'How Cloudflare’s “Just a moment…” page works',
      `<h1>How “Just a moment…” works</h1>${p('The page checks your browser before it lets you through. A script measures how the browser draws and how fast it computes, and the answer becomes a cookie that is valid for thirty minutes.')}`,
    ),
  ],
  [
    'a novel',
    page(
      'Just a Moment by A. Lee',
      `<h1>Just a Moment</h1>${p('A novel about a ferry captain who stops for a moment and stays for a year. 312 pages, paperback, published 2016. “Quiet and exact”, wrote the Harbour Paper.')}`,
    ),
  ],
  [
    'a study',
    page(
      'Are you a robot? Children and machines',
      `<h1>Are you a robot?</h1>${p('We asked 96 children between four and nine whether a talking machine was alive. Two thirds of the youngest said that it was; of the oldest, one in ten. The answers did not depend on whether the machine had a face.')}`,
    ),
  ],
  [
    'Chinese on verification codes',
    page(
      '滑动验证码的原理',
      `<h1>滑动验证码的原理</h1>${p('滑动验证要求用户拖动滑块完成拼图，系统根据轨迹、速度和停顿判断操作者是否为真人。研究显示，机器学习模型可以以超过八成的概率通过这类验证。')}`,
    ),
  ],
  [
    'safety checks',
    page(
      '安全验证：新药上市前的最后一步',
      `<h1>新药上市前的安全验证</h1>${p('药品在上市前要经过三期临床试验，其中安全性验证至少需要三百名受试者。监管部门在审查时会重点核对不良反应的记录。')}`,
    ),
  ],
  [
    'a blog with a check in its form',
    page(
      'Our spring concert',
      `<h1>Our spring concert</h1>${p('The choir sings on 12 May at seven in the old harbour hall. Tickets are 12 euros, children come in free, and there is cake.')}<form><div class="g-recaptcha"></div><input name="comment"><button>I'm not a robot</button></form>`,
    ),
  ],
  // About cookies and consent
  [
    'an explanation of cookies',
    page(
      'What are cookies?',
      `<h1>What are cookies?</h1>${p('Cookies are small pieces of data that a website stores in your browser. We use cookies to remember that you are logged in; advertisers use them to follow you.', 'Under the GDPR, consent is needed before cookies that are not necessary are set.')}<button>Accept all</button>`,
    ),
  ],
  [
    'a cookie policy',
    page(
      'Cookie policy | Harbour',
      `<h1>Cookie policy</h1>${p('We use cookies on this site. Session cookies are deleted when you close the browser; the consent cookie is kept for a year.', 'You can refuse cookies in your browser settings.')}<button>Accept</button>`,
    ),
  ],
  [
    'a privacy policy',
    page(
      'Privacy statement',
      `<h1>Privacy statement</h1>${p('We process personal data to deliver your order. The legal basis is Article 6(1)(b) of the GDPR. You may withdraw consent at any time.')}`,
    ),
  ],
  [
    'a recipe',
    page(
      'Chocolate chip cookies',
      `<h1>Chocolate chip cookies</h1>${p('Makes 24 cookies. Beat 120 g butter with 100 g sugar, add one egg, 180 g flour and 150 g chocolate. Bake the cookies for eleven minutes at 180 degrees.')}<button>Accept all</button>`,
    ),
  ],
  [
    'an article under a banner',
    page(
      'Ice on the lake',
      `<div id="cookie">We use cookies and process personal data. <button>Accept all</button><button>Reject all</button></div>${menu}<article><h1>Ice on the lake</h1>${p('The lake froze on 3 January, two weeks earlier than in other years. The ferry stays in port until it thaws.')}</article>${footer}`,
    ),
  ],
  [
    'a fine',
    page(
      'Regulator fines Harbour Media over cookie banner',
      `<h1>Regulator fines Harbour Media over cookie banner</h1>${p('The data protection authority fined Harbour Media 40,000 euros because its banner set cookies before consent. The company said it would appeal.')}<button>Accept</button>`,
    ),
  ],
  [
    'a law in Chinese',
    page(
      '个人信息保护法解读',
      `<h1>个人信息保护法解读</h1>${p('处理个人信息应当取得个人的同意，同意应当由个人在充分知情的前提下自愿、明确作出。')}<button>同意</button>`,
    ),
  ],
  [
    'medical consent',
    page(
      'Informed consent in trials',
      `<h1>Informed consent in trials</h1>${p('Consent must be given before the first dose. In 14 of 60 trials that we read, the consent form did not name the risks.')}<button>OK</button>`,
    ),
  ],
  // About logins
  [
    'a manual on logging in',
    page(
      'Log in to the server',
      `<h1>Log in to the server</h1>${p('Open a terminal and type ssh ann@harbour. Enter your password. The first time you will be asked to confirm the key of the host; compare it with the one on the intranet.')}`,
    ),
  ],
  [
    'an article with a form above',
    page(
      'Ferry fares rise',
      `<form><input type="text"><input type="password"><button>Log in</button></form>${menu}<h1>Ferry fares rise</h1>${p('A ticket across the bay will cost 4 euros from June, up from 3.50. Children and bicycles stay free. The operator blames the price of fuel.')}`,
    ),
  ],
  [
    'a paywalled beginning',
    page(
      'Why the ferry stopped',
      `<article><h1>Why the ferry stopped</h1>${p('The ferry had run for a hundred and twelve years when the company sold it, on a grey morning in March, to a museum. Nobody on the quay knew.', 'The captain had been told the night before. He had sailed her for thirty years and asked for one last crossing, which the company refused.')}<div>Subscribe to continue reading. Already a member? Sign in</div></article>`,
    ),
  ],
  [
    'a history',
    page(
      'A history of the password',
      `<h1>A history of the password</h1>${p('The first computer password was used at MIT in 1961. “Login required”, said the terminal, and the first theft of passwords followed a year later.')}`,
    ),
  ],
  [
    'a Chinese guide to an account',
    page(
      '如何登录校园网',
      `<h1>如何登录校园网</h1>${p('打开浏览器，访问认证页面，输入学号和密码后点击登录。首次登录的密码为身份证后六位，登录后请修改。')}`,
    ),
  ],
  [
    'registration of boats',
    page(
      'Register your boat',
      `<h1>Register your boat</h1>${p('Boats longer than seven metres must be registered with the harbour office. The fee is 45 euros; forms are at the office, open 9 to 12.')}`,
    ),
  ],
  [
    'news on logins in Chinese',
    page(
      '多家平台取消密码登录',
      `<h1>多家平台取消密码登录</h1>${p('多家平台宣布取消密码登录，改用扫码或短信验证码。专家认为这能减少撞库攻击，但也让老年用户更难使用。')}`,
    ),
  ],
  // About domains
  [
    'on domain prices',
    page(
      'This domain sold for 30 million',
      `<h1>The most expensive domains</h1>${p('Voice.com was sold for 30 million dollars in 2019. Most domains for sale never find a buyer; the median price is 400 dollars.')}`,
    ),
  ],
  [
    'on nginx',
    page(
      'Welcome to nginx: a first configuration',
      `<h1>A first configuration</h1>${p('After installing nginx you see “Welcome to nginx!”. To serve your own files, edit the server block and reload. Further configuration is required for TLS.')}`,
    ),
  ],
  [
    '域名',
    page(
      '域名过期了怎么办',
      `<h1>域名过期了怎么办</h1>${p('域名过期后有三十天的续费宽限期，之后进入赎回期，赎回费用约为续费价的十倍。宽限期内解析会暂停，但所有权不变。')}`,
    ),
  ],
  [
    'a shop’s opening',
    page(
      'Harbour café: coming soon to Bergen',
      `<h1>Harbour café: coming soon to Bergen</h1>${p('The café opens on 2 June in the old customs house with forty seats and a terrace on the water.')}`,
    ),
  ],
  // Short, plain and strange
  ['one sentence', page('Opening hours', `<p>We are open from 9 to 5, Monday to Friday.</p>`)],
  ['a number only', page('Population', `<p>Population of Harbour (2023): 41,208</p>`)],
  ['a poem', page('Frost', `<pre>The ferry waits.\nThe ice is grey.\nNobody says\nit goes today.</pre>`)],
  [
    'a table',
    page(
      'Tides',
      `<table><tr><th>Day</th><th>High</th></tr><tr><td>Mon</td><td>04:12</td></tr><tr><td>Tue</td><td>05:01</td></tr></table>`,
    ),
  ],
  [
    'short text and scripts',
    page(
      'Notice',
      `<div>The harbour office is closed on 1 May.</div><script src="/analytics.js"></script><script>track()</script>`,
    ),
  ],
  [
    'a Chinese notice',
    page(
      '停水通知',
      `<p>因管道检修，5月3日8时至17时青湖路停水，请提前储水。</p><script src="/tongji.js"></script>`,
    ),
  ],
  [
    'an index',
    page(
      'Reports',
      `<h1>Reports</h1><ul>${Array.from({ length: 12 }, (_, i) => `<li><a href="/r/${i}">Annual report ${2010 + i}</a></li>`).join('')}</ul>`,
    ),
  ],
  [
    'a server-rendered app',
    page(
      'Ice on the lake',
      `<div id="__next"><main><h1>Ice on the lake</h1>${p('The lake froze on 3 January, two weeks earlier than in other years, and the ferry stays in port until it thaws. The harbour master expects this to last until the middle of February; last year it lasted nine days, and the year before there was no ice at all.')}</main></div><script src="/_next/main.js"></script><noscript>Please enable JavaScript for comments.</noscript>`,
    ),
  ],
  [
    'an article with a no-script note',
    page(
      'Ferry times',
      `${p('The first ferry leaves at 6:10, the last at 23:40. On Sundays the first leaves at 8:10. In winter there is no ferry between 12 and 13, and dogs travel free.')}<p>Times are valid from 1 April and are subject to the weather, of which the harbour master decides each morning.</p><noscript>JavaScript is disabled: the map is not shown.</noscript><script src="/map.js"></script>`,
    ),
  ],
  [
    'an obituary',
    page(
      'We lost him',
      `<h1>We lost him</h1>${p('Wei Chen, who ran the ferry for thirty years, died on Monday. He was 81. He could not be found at first; he had gone fishing.')}`,
    ),
  ],
  [
    'a sold-out event',
    page(
      'Spring concert: sold out',
      `<h1>Spring concert</h1>${p('12 May, 7 pm, old harbour hall. Tickets are no longer available. The programme: Bach, Grieg, Nielsen. Doors open at 6.')}`,
    ),
  ],
  [
    'a removed monument',
    page(
      'The statue has been removed',
      `<h1>The statue has been removed</h1>${p('The bronze statue of the founder was removed from the market square on Tuesday night and taken to the museum, where it will be shown from October.')}`,
    ),
  ],
  [
    'a page about 安全',
    page(
      '网络安全验证制度',
      `<h1>网络安全审查办法</h1>${p('掌握超过一百万用户个人信息的网络平台运营者赴国外上市，必须向网络安全审查办公室申报网络安全审查。审查一般在四十五个工作日内完成。')}`,
    ),
  ],
  [
    'a small forum thread',
    page(
      'Please wait, loading… - Support forum',
      `<h1>“Please wait, loading…” never ends</h1>${p('Since the update my tablet shows “Please wait, loading…” for ever. I have tried again and restarted it.')}${p('Answer: remove the card and start it without.')}`,
    ),
  ],
  [
    'a legal notice',
    page(
      'Unauthorized access: what the law says',
      `<h1>Unauthorized access</h1>${p('Whoever gains unauthorised access to data that were not intended for them shall be punished with imprisonment of up to three years or a fine (section 202a).')}`,
    ),
  ],
  [
    'an events page with no events',
    page(
      'Calendar, June 2024',
      `<h1>June 2024</h1><table><tr><th>Day</th><th>Event</th></tr><tr><td>3</td><td>Market</td></tr><tr><td>9</td><td>Regatta</td></tr></table><p>No events were found for the rest of the month.</p>`,
    ),
  ],
]
