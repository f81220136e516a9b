import type { PageShell } from '#sources'
import { footer, menu, page, zhFooter, zhMenu } from './page.ts'

/** Pages that show nothing of their own, written in the manner of real ones. */
export const shells: readonly (readonly [kind: PageShell['kind'], html: string])[] = [
  // Soft 404s
  [
    'soft-404',
    page(
      'Page not found | Harbour Media',
      `${menu}<main><h1>Page not found</h1><p>Sorry, the page you are looking for could not be found. It may have been moved or deleted.</p><a href="/">Go to the home page</a></main>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      '404 - Harbour Media',
      `${menu}<div class="err"><div class="code">404</div><div class="msg">Oops! That page can’t be found.</div><p>It looks like nothing was found at this location. Maybe try a search?</p><form><input type="search"><button>Search</button></form></div>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      'Harbour Media',
      `${menu}<section><h2>We couldn't find the page you requested</h2><p>Please check the URL or return to our homepage.</p></section>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      'Error 404 (Not Found)!!1',
      `<a href="//www.example.com/"><span id=logo></span></a><p><b>404.</b> <ins>That’s an error.</ins><p>The requested URL <code>/abc</code> was not found on this server. <ins>That’s all we know.</ins>`,
    ),
  ],
  [
    'soft-404',
    page(
      'Not Found',
      `<h1>Not Found</h1><p>The requested URL was not found on this server.</p><hr><address>Apache/2.4.41 (Ubuntu) Server at example.com Port 443</address>`,
    ),
  ],
  [
    'soft-404',
    page(
      'This page doesn’t exist',
      `<div class="center"><h1>This page doesn’t exist</h1><p>Please check your URL or return home.</p></div>`,
    ),
  ],
  [
    'soft-404',
    page(
      'Shop – Product',
      `${menu}<main><h1>This product is no longer available</h1><p>But don't worry, you may also like these:</p><ul><li><a href="/p/1">Blue kettle</a></li><li><a href="/p/2">Red kettle</a></li><li><a href="/p/3">Green kettle</a></li></ul></main>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      'Job expired - Jobs in Oslo',
      `${menu}<main><h1>Sorry, this job has expired</h1><p>Try searching for similar jobs below.</p><ul><li><a href="/j/1">Deckhand, full time, Oslo</a></li><li><a href="/j/2">Harbour pilot, Bergen</a></li></ul></main>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      'Article unavailable',
      `${menu}<article><h1>Article unavailable</h1><p>The article you requested has been removed or is no longer available. Please visit our <a href="/">homepage</a> for the latest news.</p></article>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      'Whoops! | Harbour',
      `<div class="wrap"><h1>Whoops!</h1><h2>The page you were looking for doesn't exist.</h2><p>You may have mistyped the address or the page may have moved.</p></div>`,
    ),
  ],
  [
    'soft-404',
    page(
      'Nothing here',
      `${menu}<div><h1>There's nothing here...</h1><p>Maybe the page you're looking for is not found or never existed.</p></div>`,
    ),
  ],
  [
    'soft-404',
    page(
      'Dead link',
      `${menu}<h1>You've reached a dead end</h1><p>Sorry about that. Try going back to the <a href="/">home page</a>.</p>${footer}`,
    ),
  ],
  [
    'soft-404',
    page(
      'This content isn’t available right now',
      `<div><h2>This content isn’t available right now</h2><p>When this happens, it's usually because the owner only shared it with a small group of people, changed who can see it or it's been deleted.</p><a href="/">Go to News Feed</a></div>`,
    ),
  ],
  [
    'soft-404',
    page(
      'Video unavailable',
      `<div><h1>Video unavailable</h1><p>This video has been removed by the uploader</p></div>`,
    ),
  ],
  [
    'soft-404',
    page(
      '页面不存在 - 青湖网',
      `${zhMenu}<div class="error"><h1>404</h1><p>抱歉，您访问的页面不存在</p><p>您可以返回<a href="/">首页</a>看看其他内容</p></div>${zhFooter}`,
    ),
  ],
  [
    'soft-404',
    page(
      '青湖网',
      `${zhMenu}<div class="err-box"><p class="t">很抱歉，您访问的页面找不到了！</p><p>可能原因：网址有错误、页面已被删除</p><p><span>5</span>秒后自动跳转到首页</p></div>${zhFooter}`,
    ),
  ],
  [
    'soft-404',
    page(
      '404_青湖网',
      `<div class="wrap"><img src="404.png"><p>您要找的页面飞走了~</p><a href="/">返回首页</a></div>`,
    ),
  ],
  [
    'soft-404',
    page(
      '提示信息 - 论坛',
      `${zhMenu}<div id="messagetext"><p>抱歉，指定的主题不存在或已被删除或正在被审核</p><p><a href="javascript:history.back()">[ 点击这里返回上一页 ]</a></p></div>${zhFooter}`,
    ),
  ],
  ['soft-404', page('该内容已被发布者删除', `<div class="weui-msg"><h2>该内容已被发布者删除</h2></div>`)],
  [
    'soft-404',
    page(
      '文章不存在',
      `${zhMenu}<main><h2>文章不存在</h2><p>该文章可能已被作者删除，去看看别的吧。</p></main>`,
    ),
  ],
  [
    'soft-404',
    page(
      '出错啦! - 视频',
      `<div class="error-panel"><p>啊叻？视频不见了？</p><p>视频已失效，去看看其他视频吧</p><a href="/">返回首页</a></div>`,
    ),
  ],
  [
    'soft-404',
    page(
      '商品已下架',
      `${zhMenu}<div><h3>很抱歉，您查看的商品已下架</h3><p>您可以看看其他商品</p></div>${zhFooter}`,
    ),
  ],
  [
    'soft-404',
    page('404 Not Found', `<center><h1>404 Not Found</h1></center><hr><center>nginx/1.18.0</center>`),
  ],
  [
    'soft-404',
    page('頁面不存在', `<main><h1>找不到頁面</h1><p>抱歉，您要找的頁面不存在，請返回首頁。</p></main>`),
  ],
  // Errors
  ['error', page('502 Bad Gateway', `<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>`)],
  [
    'error',
    page(
      'Harbour',
      `<div id="app"><h1>Something went wrong</h1><p>Please try again later.</p><button>Reload</button></div>`,
    ),
  ],
  [
    'error',
    page(
      'Access Denied',
      `<H1>Access Denied</H1>You don't have permission to access "http://www.example.com/news" on this server.<P>Reference #18.2d351ab8.1557333295.a4e16ab`,
    ),
  ],
  [
    'error',
    page(
      '',
      `<h2 style="x">Application error: a client-side exception has occurred (see the browser console for more information).</h2>`,
    ),
  ],
  [
    'error',
    page(
      'example.com | 521: Web server is down',
      `<div id="cf-wrapper"><h1><span>Web server is down</span> <span>Error code 521</span></h1><h2>What happened?</h2><p>The web server is not returning a connection. As a result, the web page is not displaying.</p><h2>What can I do?</h2><h5>If you are a visitor of this website:</h5><p>Please try again in a few minutes.</p><h5>If you are the owner of this website:</h5><p>Contact your hosting provider letting them know your web server is not responding.</p></div>`,
    ),
  ],
  ['error', page('Database Error', `<h1>Error establishing a database connection</h1>`)],
  [
    'error',
    page(
      'WordPress › Error',
      `<div class="wp-die-message"><p>There has been a critical error on this website.</p><p><a href="https://wordpress.org/documentation/">Learn more about troubleshooting WordPress.</a></p></div>`,
    ),
  ],
  [
    'error',
    page(
      'ERROR: The request could not be satisfied',
      `<H1>403 ERROR</H1><H2>The request could not be satisfied.</H2><HR>Request blocked. We can't connect to the server for this app or website at this time. There might be too much traffic or a configuration error. Try again later, or contact the app or website owner.<BR><PRE>Generated by cloudfront (CloudFront) Request ID: xyz</PRE>`,
    ),
  ],
  [
    'error',
    page(
      'Service Unavailable',
      `<h2>Service Unavailable</h2><hr><p>HTTP Error 503. The service is unavailable.</p>`,
    ),
  ],
  [
    'error',
    page(
      'We’ll be right back',
      `<div><h1>We’ll be right back.</h1><p>Our site is currently undergoing scheduled maintenance. Please check back soon.</p></div>`,
    ),
  ],
  [
    'error',
    page(
      '429 Too Many Requests',
      `<h1>Too Many Requests</h1><p>Whoa there, pardner! You have made too many requests. Please wait a while and try again.</p>`,
    ),
  ],
  [
    'error',
    page(
      'Account Suspended',
      `<div><h1>Account Suspended</h1><p>This Account has been suspended. Contact your hosting provider for more information.</p></div>`,
    ),
  ],
  [
    'error',
    page(
      'Harbour – Unexpected error',
      `${menu}<main><h1>An unexpected error has occurred</h1><p>We're sorry, our team has been notified and is working to fix it. Please try again in a few minutes.</p><p>Error ID: 7f3a9c</p></main>${footer}`,
    ),
  ],
  [
    'error',
    page(
      'Sorry, you have been blocked',
      `<h1>Sorry, you have been blocked</h1><h2>You are unable to access example.com</h2><h2>Why have I been blocked?</h2><p>This website is using a security service to protect itself from online attacks. The action you just performed triggered the security solution.</p><p>Cloudflare Ray ID: 84abc</p>`,
    ),
  ],
  [
    'error',
    page(
      'Content not available',
      `${menu}<h1>This content is not available in your country</h1><p>Sorry, due to rights restrictions we can't show it to you.</p>${footer}`,
    ),
  ],
  ['error', page('系统繁忙', `<div class="tip"><h2>系统繁忙，请稍后再试</h2></div>`)],
  [
    'error',
    page(
      '出错了',
      `${zhMenu}<div class="error"><h3>服务器开小差了</h3><p>请稍后刷新重试</p></div>${zhFooter}`,
    ),
  ],
  [
    'error',
    page(
      '403 Forbidden',
      `<h1>403 Forbidden</h1><p>您的请求带有不合法参数，已被网站管理员设置拦截！请联系网站管理员。</p>`,
    ),
  ],
  [
    'error',
    page(
      '网站维护中',
      `<div><h1>网站维护中</h1><p>系统正在升级维护，给您带来不便敬请谅解，请稍后访问。</p></div>`,
    ),
  ],
  [
    'error',
    page(
      '访问被阻断',
      `<div class="main"><h1>405</h1><p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p><p>您的请求ID是：76b20f4</p></div>`,
    ),
  ],
  [
    'error',
    page('没有权限', `${zhMenu}<p>抱歉，您没有权限访问该页面</p><p><a href="/">返回首页</a></p>${zhFooter}`),
  ],
  // Checks for robots
  [
    'captcha',
    page(
      'Just a moment...',
      `<div class="main-wrapper"><h1>www.example.com</h1><h2>Checking if the site connection is secure</h2><noscript><div>Enable JavaScript and cookies to continue</div></noscript><p>www.example.com needs to review the security of your connection before proceeding.</p></div><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1"></script>`,
    ),
  ],
  [
    'captcha',
    page(
      'Just a moment...',
      `<div><h1>example.org</h1><p>Verify you are human by completing the action below.</p><p>example.org needs to review the security of your connection before proceeding.</p></div>`,
    ),
  ],
  [
    'captcha',
    page(
      'Attention Required! | Cloudflare',
      `<h1>One more step</h1><h2>Please complete the security check to access example.com</h2><h2>Why do I have to complete a CAPTCHA?</h2><p>Completing the CAPTCHA proves you are a human and gives you temporary access to the web property.</p><h2>What can I do to prevent this in the future?</h2><p>If you are on a personal connection, like at home, you can run an anti-virus scan on your device to make sure it is not infected with malware.</p>`,
    ),
  ],
  [
    'captcha',
    page(
      'Robot Check',
      `<h4>Enter the characters you see below</h4><p>Sorry, we just need to make sure you're not a robot. For best results, please make sure your browser is accepting cookies.</p><form><input name="field-keywords"><button>Continue shopping</button></form>`,
    ),
  ],
  [
    'captcha',
    page(
      'Are you a robot?',
      `<section><h1>We've detected unusual activity from your computer network</h1><p>To continue, please click the box below to let us know you're not a robot.</p><h3>Why did this happen?</h3><p>Please make sure your browser supports JavaScript and cookies and that you are not blocking them from loading.</p></section>`,
    ),
  ],
  [
    'captcha',
    page(
      'https://www.example.com/search?q=a',
      `<div><form id="captcha-form"></form><hr><b>About this page</b><br><br>Our systems have detected unusual traffic from your computer network. This page checks to see if it's really you sending the requests, and not a robot.</div>`,
    ),
  ],
  [
    'captcha',
    page(
      'Access to this page has been denied',
      `<h1>Press & Hold to confirm you are a human (and not a bot).</h1><p>Reference ID 1234-5678</p>`,
    ),
  ],
  [
    'captcha',
    page(
      'Pardon Our Interruption',
      `<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen:</p><ul><li>You're a power user moving through this website with super-human speed.</li><li>You've disabled cookies in your web browser.</li></ul><p>To regain access, please make sure that cookies and JavaScript are enabled before reloading the page.</p>`,
    ),
  ],
  [
    'captcha',
    page(
      'DDoS-Guard',
      `<h1>Checking your browser before accessing example.ru</h1><p>This process is automatic. Your browser will redirect to your requested content shortly. Please allow up to 5 seconds...</p>`,
    ),
  ],
  [
    'captcha',
    page(
      '百度安全验证',
      `<div class="timeout hide"><div class="timeout-title">网络不给力，请稍后重试</div><button>返回首页</button></div><p>问题反馈</p><script src="https://example.com/x.js"></script>`,
    ),
  ],
  ['captcha', page('安全验证', `<div><h3>请完成下方验证后继续操作</h3><p>拖动滑块完成拼图</p></div>`)],
  [
    'captcha',
    page(
      '访问验证',
      `<div class="tip">系统检测到您的访问过于频繁，请输入验证码继续访问</div><input name="code"><a>换一张</a>`,
    ),
  ],
  ['captcha', page('人机验证', `<h1>人机身份验证</h1><p>为了确认您不是机器人，请完成以下验证。</p>`)],
  [
    'captcha',
    page(
      '搜索 - 提示',
      `<div><p>您的访问出错了</p><p>IP：1.2.3.4 访问时间：2024.03.05</p><p>用户您好，我们的系统检测到您网络中存在异常访问请求。此验证码用于确认这些请求是您的正常行为而不是自动程序发出的，需要您协助验证。</p></div>`,
    ),
  ],
  [
    'captcha',
    page('滑动验证页面', `<div><p>亲，请按住滑块，拖动到最右边</p><p>通过验证以确保正常访问</p></div>`),
  ],
  // Consent
  [
    'cookie-wall',
    page(
      'Harbour Media',
      `<div class="consent"><h1>We value your privacy</h1><p>We and our 842 partners store and/or access information on a device, such as cookies, and process personal data for personalised ads and content.</p><p>With your permission we and our partners may use precise geolocation data. You may click to consent to our and our partners’ processing.</p><button>Accept all</button><button>Manage options</button></div>`,
    ),
  ],
  [
    'cookie-wall',
    page(
      'Before you continue to Search',
      `<div><h1>Before you continue to Search</h1><p>We use cookies and data to deliver and maintain our services and track outages.</p><p>If you choose to “Accept all,” we will also use cookies and data to develop new services and show personalised content.</p><form><input type="submit" value="Reject all"><input type="submit" value="Accept all"></form></div>`,
    ),
  ],
  [
    'cookie-wall',
    page(
      'Zeitung | Einwilligung',
      `<main><h2>Your choice regarding cookies on this site</h2><p>This site uses cookies to offer you a better browsing experience. You decide whether we may use cookies for advertising.</p><button>I agree</button><a href="/privacy">Privacy policy</a></main>`,
    ),
  ],
  [
    'cookie-wall',
    page(
      'Yahoo is part of the family',
      `<div><p>When you use our sites and apps, we use cookies to provide our sites and apps to you, authenticate users and measure your use of our sites.</p><p>If you click 'Accept all', we and our partners will also store and access information on a device and use your personal data for personalised advertising.</p><button>Accept all</button><button>Reject all</button><button>Manage privacy settings</button></div>`,
    ),
  ],
  [
    'cookie-wall',
    page(
      '青湖网',
      `<div class="modal"><p>我们使用 Cookie 和类似技术来改善您的浏览体验，并在您同意后处理您的个人信息。</p><p>您可以在隐私设置中随时更改同意。</p><button>全部接受</button><button>拒绝全部</button></div>`,
    ),
  ],
  // Logins
  [
    'login',
    page(
      'Log in | Harbour',
      `<h1>Log in</h1><form><label>Email <input type="email"></label><label>Password <input type="password"></label><button>Log in</button></form><a href="/forgot">Forgot password?</a><p>Don’t have an account? <a href="/join">Sign up</a></p>`,
    ),
  ],
  [
    'login',
    page(
      'Harbour Network: Log In or Sign Up',
      `<div><h2>Sign in to continue</h2><form><input type="text"><input type="password"><button>Sign in</button></form><p>By clicking Continue, you agree to the User Agreement and Privacy Policy.</p></div>`,
    ),
  ],
  [
    'login',
    page(
      'Document',
      `${menu}<main><p>You must be logged in to view this page.</p><a href="/login">Log in</a></main>${footer}`,
    ),
  ],
  [
    'login',
    page('Members only', `${menu}<h1>Members only</h1><p>Please sign in to read this document.</p>${footer}`),
  ],
  [
    'login',
    page(
      '登录 - 青湖网',
      `<div class="login"><h2>账号登录</h2><form><input type="text" placeholder="手机号"><input type="password" placeholder="密码"><button>登录</button></form><a>忘记密码</a><a>立即注册</a></div>`,
    ),
  ],
  ['login', page('提示信息', `${zhMenu}<div><p>您需要登录后才可以查看该内容</p></div>${zhFooter}`)],
  [
    'login',
    page(
      '统一身份认证平台',
      `<h1>统一身份认证</h1><form><input type="text"><input type="password"></form><p>首次登录请先激活账号，忘记密码请联系信息中心。</p>`,
    ),
  ],
  ['login', page('用户登录', `<div><p>扫码登录</p><p>请使用微信扫描二维码登录</p><input type="tel"></div>`)],
  // Parked
  [
    'parked',
    page(
      'example.com is for sale',
      `<h1>example.com is for sale</h1><p>Buy this domain today. Get a price quote or make an offer in minutes.</p>`,
    ),
  ],
  [
    'parked',
    page(
      'example.net',
      `<h1>This domain is parked free, courtesy of GoDaddy.com</h1><h2>Related searches</h2><ul><li><a href="/a">Cheap flights</a></li><li><a href="/b">Loans</a></li></ul>`,
    ),
  ],
  [
    'parked',
    page(
      'Domain expired',
      `<h1>This domain has expired</h1><p>If you are the domain owner, please renew it through your registrar.</p>`,
    ),
  ],
  [
    'parked',
    page(
      'Welcome to nginx!',
      `<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p><p>For online documentation and support please refer to <a href="http://nginx.org/">nginx.org</a>.</p><p><em>Thank you for using nginx.</em></p>`,
    ),
  ],
  [
    'parked',
    page(
      'Coming soon',
      `<h1>Website coming soon!</h1><p>Please check back soon to see if the site is available.</p>`,
    ),
  ],
  [
    'parked',
    page('该域名正在出售', `<h1>该域名正在出售</h1><p>如有意购买请联系QQ：12345678，邮箱 a@example.com</p>`),
  ],
  [
    'parked',
    page(
      '恭喜，站点创建成功！',
      `<h1>恭喜，站点创建成功！</h1><p>这是默认index.html，本页面由系统自动生成</p><ul><li>本页面在FTP根目录下的index.html</li><li>您可以修改、删除或覆盖本页面</li></ul>`,
    ),
  ],
  ['parked', page('域名已过期', `<p>该域名已过期，请域名持有人尽快联系注册商续费。</p>`)],
  // Nothing yet
  [
    'empty',
    page(
      'Harbour App',
      `<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script src="/static/js/main.js"></script>`,
    ),
  ],
  [
    'empty',
    page(
      '青湖',
      `<div id="app"></div><script src="/js/chunk-vendors.js"></script><script src="/js/app.js"></script><noscript><strong>We're sorry but app doesn't work properly without JavaScript enabled. Please enable it to continue.</strong></noscript>`,
    ),
  ],
  [
    'empty',
    page(
      'Loading',
      `<div id="__next"><div class="spinner">Loading...</div></div><script type="module" src="/a.js"></script>`,
    ),
  ],
  ['empty', page('加载中', `<div class="loading">正在加载中，请稍候</div><script src="/a.js"></script>`)],
  ['empty', page('', `<script>location.href = '/home'</script>`)],
  ['empty', page('Harbour', `<div class="app-root"></div>`)],
  [
    'empty',
    page(
      'App',
      `<div>JavaScript must be enabled to use this site. Please enable JavaScript in your browser.</div><script src="/a.js"></script>`,
    ),
  ],
]
