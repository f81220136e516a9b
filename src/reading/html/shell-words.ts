import type { PageShell } from '#sources'

/**
 * What pages without content of their own say, in English and Chinese.
 *
 * 1. `says` is held against a part of the title, a heading or a short sentence, and must be all of it: an article
 *    named “How to mend a 404 page” says more than “404 page”.
 * 2. `voice` is how such a page speaks to its visitor; an article about such pages has no reason to. With it the
 *    page may hold `most` (Han characters count two and a half), without it `alone`.
 */
export interface ShellWords {
  readonly kind: Exclude<PageShell['kind'], 'cookie-wall' | 'empty'>
  readonly says: readonly RegExp[]
  readonly voice: RegExp
  readonly most: number
  readonly alone: number
}

/** A pattern that must be the whole of a phrase, but for pleas and marks around it. */
const whole = (pattern: string): RegExp =>
  new RegExp(
    `^(?:(?:we(?:'|’)re |we are )?(?:so |very )?(?:sorry|oops|whoops|uh[- ]oh|ouch|hmm+|oh no|error|warning|抱歉|对不起|很抱歉|非常抱歉|哎呀|啊哦|糟糕|不好意思|很遗憾|提示|错误提示)?[\\s,，。.!！:：;~…—–-]*(?:but |that |because )?)(?:${pattern})[\\s.!！。~…:：)）]*(?:[:(]\\s*)?$`,
    'iu',
  )

const thing =
  '(?:the |this |that |your |requested |a )*(?:web ?)?(?:page|site|article|document|content|file|url|link|address|resource|post|item|product|listing|story|job|video|topic|thread|question|entry|record|profile|account|event)s?'
const asked = '(?: (?:that |which )?you.{2,60}?| requested)?'
const denied =
  "(?:n['’]t|not|no longer|cannot|never).{0,24}(?:found|exist(?:s|ed)?|available|here|there|located)"
const lost =
  '(?:removed|deleted|moved|expired|unavailable|missing|gone|taken down|archived|retired|withdrawn)'
const gone = `.{0,30}?(?:${denied}|\\b${lost})(?: or .{3,60}| (?:from|on) (?:this|our|the) .{2,40}| at this .{3,12}| any ?more)?`
const zhThing =
  '(?:页面|网页|网址|内容|文章|信息|链接|地址|资源|文件|商品|帖子|主题|栏目|新闻|稿件|视频|职位|用户|活动|专题|资讯|頁面|網頁|文章|連結|內容)'
const zhAsked =
  '(?:您|你)?(?:所|要|想要|正在|当前|刚才|刚刚|請求|请求|試圖)*(?:访问|请求|查找|查看|浏览|寻找|打开|找|瀏覽|訪問|點擊|输入|点击|看)?的?(?:这个|该|此|這個|該)?'
const zhGone =
  '(?:可能|暂时|暫時)?(?:已经|已經|已|不|没有|未|无法|無法)?(?:被|经|能)?(?:不存在|存在|找不到|没有找到|未找到|没找到|找到|丢失|删除|刪除|移除|下架|下线|过期|失效|走丢|走失|迁移|移动|屏蔽|离家出走|飞走|迷路|消失|不见|无法找到|無法找到|无法访问|无法显示)(?:了|啦|或.{2,20}|，.{2,20})?'

export const shellWords: readonly ShellWords[] = [
  {
    kind: 'captcha',
    says: [
      whole('just a moment'),
      whole('(?:please )?(?:wait|hold on) while we .{5,60}'),
      whole('attention required'),
      whole(
        "(?:please )?(?:verify|confirm|prove|verifying|checking)(?: that| if)? (?:you(?:’|')?(?: a)?re|you are|your identity)(?: (?:a |not a )?(?:human|robot|bot))?(?: by .{5,60}| before .{5,60})?",
      ),
      whole('are you (?:a )?(?:human|robot|bot)(?:, or .{3,20})?\\??'),
      whole("(?:i'?m|i am) not a robot"),
      whole(
        '(?:robot|bot|human|security|captcha|browser) (?:check|verification|challenge|validation|detected|detection)(?: required)?',
      ),
      whole(
        '(?:complete|solve|enter|pass) (?:the|this) (?:captcha|security check|challenge|puzzle|characters).{0,60}',
      ),
      whole('captcha required'),
      whole('(?:checking|verifying) your browser.{0,60}'),
      whole('ddos protection.{0,40}'),
      whole('pardon our interruption'),
      whole('access to this page has been denied'),
      whole('unusual (?:traffic|activity)(?: .{0,80})?'),
      whole("(?:our systems have detected |we(?:’|')?ve detected |we have detected )unusual .{5,80}"),
      whole("one more step|before (?:you|we) continue, .{5,60}|let(?:’|')?s make sure you(?:’|')?re .{3,20}"),
      whole(
        '(?:百度|微信|网站|系统|人机|滑块|滑动|图形|身份|访问|账号|安全|请求|浏览器|行为)?(?:安全)?(?:验证|驗證|校验)(?:中心|码|页面|提示|中|失败)?',
      ),
      whole(
        '(?:请|請)?(?:先)?(?:完成|进行|通过|输入|輸入|点击|拖动|滑动|按住).{0,16}(?:验证码?|驗證碼?|拼图|滑块).{0,16}',
      ),
      whole(
        '(?:正在|我们正在)(?:检查|验证|检测|確認)(?:您的|你的)?(?:浏览器|访问|连接|环境|是否为真人).{0,20}',
      ),
      whole('(?:请|請)?(?:证明|确认)(?:您|你)(?:是真人|不是机器人|是人类)'),
      whole('(?:您|你)?(?:的)?(?:访问|操作|请求|IP).{0,12}(?:过于频繁|太频繁|异常|存在异常|受限).{0,24}'),
      whole('(?:我们的?)?(?:系统)?检测到.{0,24}(?:异常|机器|爬虫|频繁).{0,24}'),
    ],
    voice:
      /verif(?:y|ies|ying) (?:that )?(?:you|your)|you(?:’|')?re (?:a )?(?:human|not a (?:robot|bot))|(?:complete|solve) the .{0,40}(?:captcha|check|challenge|puzzle|below)|checking (?:if the site|your browser)|before proceeding|ray id|unusual (?:traffic|activity) from|enable (?:javascript|cookies) and|javascript and cookies|cookies and javascript|press (?:&|and) hold|security (?:service|check)|reference #|(?:请|請).{0,20}(?:完成|输入|拖动|滑动|点击|按住|刷新|稍)|继续访问|解除限制|换一张|看不清|人机|真人|DDoS/iu,
    most: 1_300,
    alone: 130,
  },
  {
    kind: 'parked',
    says: [
      whole(
        '(?:the |this )?(?:premium )?(?:domain|website|site)(?: name)?(?: [\\w.-]+\\.\\w{2,})?(?: (?:is|may be|might be|could be))?(?: (?:for sale|available for (?:sale|purchase)|parked(?: free)?(?:, courtesy of .{3,40})?|expired|has expired|coming soon|registered.{0,40}))',
      ),
      whole(
        '[\\w.-]+\\.\\w{2,10} (?:is|may be|might be)? ?(?:for sale|available for purchase|parked.{0,40}|expired)',
      ),
      whole('buy this domain.{0,40}|inquire about this domain|get this domain|make an offer on .{3,60}'),
      whole(
        '(?:domain|this domain|web ?site) (?:has )?(?:expired|parking|is parked.{0,40}|not (?:configured|connected))',
      ),
      whole('parked domain.{0,30}'),
      whole('future home of (?:something|.{3,40})'),
      whole('(?:under construction|coming soon|website coming soon|site under construction)'),
      whole(
        'welcome to (?:nginx|openresty|caddy|tengine)|apache2? .{0,20}default page.{0,20}|it works|iis windows server|test page for .{3,40}|default web site page|congratulations.{0,3} your (?:site|caddy) .{3,40}',
      ),
      whole(
        '(?:该|此|本|这个|当前)?(?:域名|网站|站点|[\\w.-]+\\.[a-z]{2,}).{0,24}(?:正在|可|欲|诚意|可以)?(?:出售|转让|求购|到期|已过期|过期|未绑定|未备案|尚未备案|停放|暂未开通|出售中|转让中)(?:中)?',
      ),
      whole('(?:域名|本域名|该域名).{0,12}(?:出售|转让|停放|过期|到期).{0,20}'),
      whole('(?:恭喜.{0,3})?(?:站点|网站)创建成功|没有找到站点|网站建设中|建设中'),
    ],
    voice:
      /(?:buy|purchase|own|acquire|lease) (?:this|the) (?:domain|name)|make (?:an|your) offer|renew|courtesy of|contact (?:the )?(?:owner|seller|registrar|your (?:hosting|host))|get a (?:price )?quote|related (?:searches|links)|domain owner|further configuration|default (?:welcome )?page|web server|index\.html|check back soon|launching soon|联系.{0,10}(?:QQ|邮箱|电话|微信|卖家|我们|续费)|续费|报价|购买|面板|默认(?:页|站点)|备案|please check back|getting things ready/iu,
    most: 1_000,
    alone: 110,
  },
  {
    kind: 'soft-404',
    says: [
      whole(
        '(?:http |error |status |code |error code )*404(?:[\\s:–—-]*(?:http |page |file |url )?(?:error|not found|page not found|找不到.{0,8}|页面.{0,10}|错误|頁面.{0,10}))*',
      ),
      whole(
        `(?:404[\\s:–—|,-]*)?(?:${thing}|we|nothing)?(?: (?:was|were|is))? ?not found(?: \\(?(?:error )?404\\)?| on this server| here)?`,
      ),
      whole(`${thing}${asked}${gone}`),
      whole(
        `(?:we|i) (?:can(?:not|['’]t| not)|could(?: not|n['’]t)|(?:were|are|was|am)(?: not able| unable|n['’]t able) to) ?(?:find|locate|seem to find) (?:${thing}|what|anything|any .{3,20}).{0,60}`,
      ),
      whole("(?:this|the) .{2,30} (?:doesn['’]t|does not|no longer) (?:exist|exists)(?: any ?more)?"),
      whole(
        `(?:there(?:'|’)s |there is )?(?:nothing|no (?:such )?(?:page|content|article|results?)) (?:here|found|to see here|at this address|was found).{0,40}`,
      ),
      whole(
        "(?:you(?:’|'| ha)ve|you(?:’|'| a)re|looks like you(?:’|')?(?:ve|re)) (?:found|reached|hit|followed|taken|lost) (?:a |an )?(?:dead end|broken link|wrong turn|page that .{3,40}|nowhere)",
      ),
      whole("this content is(?:n['’]t| not| no longer)? ?(?:currently )?(?:available|unavailable).{0,30}"),
      whole(`${zhAsked}${zhThing}${zhGone}`),
      whole(
        `(?:没有|未|无法|找不到|没能|未能)(?:找到|查到|查询到)?(?:了)?${zhAsked}(?:相关)?${zhThing}.{0,6}`,
      ),
      whole(`(?:该|此|這個|这个|当前|指定的|您要找的|你要找的|本)${zhThing}.{0,8}${zhGone}`),
      whole('(?:页面|頁面|网页)(?:出错|错误|走丢|跑丢|丢).{0,8}'),
      whole('404[\\s,，:：-]*.{0,16}'),
      whole('(?:你|您)(?:似乎|好像)?(?:来到了|进入了|迷路|走丢).{0,16}'),
      whole('(?:无法|無法)(?:找到|訪問|访问|显示)(?:该|此|這個|这个)?(?:页面?|網?頁面?|网页)'),
    ],
    voice:
      /sorry|apologi[sz]e|oops|you(?:’|')?(?:re| are| were| have|ve)? (?:looking for|requested|tried|followed|typed|entered|clicked)|go(?:ing)? (?:back )?(?:to )?(?:our |the )?home|home ?page|back to|check the (?:url|address|spelling)|try (?:again|searching|using|the|one of|our)|use the (?:search|menu|navigation)|the owner|been deleted|search (?:our|the) site|please (?:check|try|use|visit|contact|return|go|go)|may have been|might have been|has been (?:removed|moved|deleted)|was not found on this server|return to|start over|抱歉|对不起|返回|首页|您(?:要|所|访问|请求|可以|查看)|你(?:要|所|访问|请求|可以)|检查.{0,8}(?:网址|地址|链接)|秒后|自动跳转|可能.{0,10}(?:删除|移动|更名|下线|不存在|变更)|看看|试试|稍后|联系/iu,
    most: 700,
    alone: 120,
  },
  {
    kind: 'error',
    says: [
      whole(
        '(?:http |error |status |code |error code )*(?:400|401|403|405|408|410|429|451|500|501|502|503|504|520|521|522|523|524|525|526)(?:[\\s:–—-]*(?:error|forbidden|unauthorized|bad request|bad gateway|(?:http )?internal server error|server error|service (?:temporarily )?unavailable|gateway time-?out|too many requests|access denied|origin .{3,40}|web server .{3,40}|web site .{3,40}|connection timed out|.{0,6}错误|.{0,8}))?',
      ),
      whole(
        'bad gateway(?: error)?.{0,24}|(?:http )?(?:internal )?server error(?: in .{2,40})?|(?:the |this |our )?service (?:is )?(?:temporarily |currently )?unavailable.{0,40}|gateway time-?out|too many requests|bad request.{0,30}|(?:403 )?forbidden|unauthori[sz]ed(?: access)?',
      ),
      whole(
        'access (?:to this (?:page|site|resource|website) )?(?:is |has been |was )?(?:denied|forbidden|blocked|restricted)(?: (?:to|for|on|by) .{0,40})?',
      ),
      whole(
        '(?:something|it looks like something) (?:went|has gone|is) (?:terribly |horribly )?wrong(?: .{0,40})?|an? (?:unexpected |unknown |internal |application |server |unhandled )?(?:error|exception|problem) (?:has )?occur+ed.{0,60}|(?:an? )?(?:unexpected|unknown|runtime|application) (?:error|exception).{0,110}',
      ),
      whole(
        "(?:this page|the page|this site|that page)(?: isn(?:’|')?t| is not| can(?:’|')?t be| cannot be)(?: currently)? (?:working|loaded|displayed|reached|reachable).{0,30}",
      ),
      whole(
        "(?:we(?:’|')?re|we are) (?:having|experiencing) (?:some )?(?:technical |trouble|difficult|issue|problem).{0,50}|technical difficult(?:y|ies)",
      ),
      whole(
        "(?:(?:the |this |our )?(?:site|website|page|server|service) (?:is )?)?(?:currently |temporarily )?(?:down for|under|undergoing|in) (?:scheduled |routine |planned )?maintenance(?: mode)?|(?:site )?maintenance|we(?:’|')?ll be (?:right )?back.{0,20}|be right back",
      ),
      whole(
        'error establishing (?:a )?(?:database|redis) connection|there has been a critical error on this website|database error|fatal error.{0,200}|parse error.{0,100}',
      ),
      whole(
        '(?:this )?account (?:has been )?suspended|(?:this )?(?:web ?)?site (?:has been |is )?(?:suspended|disabled|temporarily unavailable|currently unavailable|not available.{0,30})|bandwidth limit exceeded|resource limit is reached',
      ),
      whole(
        'your (?:access|request|ip(?: address)?|connection) (?:to this .{3,20} )?(?:has been|was|is) (?:blocked|denied|rejected|limited|banned).{0,60}|(?:sorry, )?you have been blocked',
      ),
      whole(
        '(?:this (?:content|page|site|video|service) is )?(?:not available|unavailable) in your (?:country|region|location).{0,20}',
      ),
      whole(
        '(?:web ?)?page (?:blocked|error|crashed)|request (?:blocked|rejected|could not be satisfied|timeout)|the request could not be satisfied|invalid (?:url|request|host|hostname)|no healthy upstream|upstream .{3,60}|default backend.{0,10}',
      ),
      whole(
        '(?:系统|服务器?|网络|网站|程序|应用|页面|内部|未知|数据库|后台)(?:内部)?(?:发生|出现|开了|打了)?(?:了)?(?:小|一个)?(?:错误|异常|繁忙|出错|故障|差|维护中?|升级中?|超时|开小差|崩溃|连接失败|连接错误|不可用)(?:了|啦)?.{0,16}',
      ),
      whole(
        '(?:出错了?|出现错误|发生错误|操作失败|请求失败|加载失败|访问出错|哎呀出错|服务不可用|服务暂不可用|网关错误|网关超时|错误的网关|非法请求|请求(?:无效|被拒绝|超时)).{0,12}',
      ),
      whole(
        '(?:拒绝访问|访问被(?:拒绝|拦截|禁止|阻断)|禁止访问|无权(?:限)?访问|没有(?:访问)?权限|您的(?:访问|请求).{0,12}(?:拒绝|拦截|禁止|阻断|威胁).{0,20}|(?:您|你)(?:没有|无)权(?:限)?.{0,14})',
      ),
      whole(
        '(?:该|本|此)?(?:网站|站点|页面|系统|服务)(?:暂时|正在|目前)?(?:无法访问|关闭|停止服务|维护|升级|进行维护|系统维护|无法显示|无法打开|停用|不可访问).{0,16}',
      ),
      whole('(?:太火爆|火爆|人太多|访问人数过多|当前访问.{0,10}(?:过多|太多)).{0,16}'),
      whole('(?:抱歉.{0,3})?(?:该|此|本)(?:内容|视频|页面|服务)(?:在您所在的?(?:国家|地区|区域)).{0,16}'),
    ],
    voice:
      /sorry|apologi[sz]e|oops|try (?:again|reloading|refreshing)|(?:please|you can) (?:try|refresh|reload|contact|check|come|return|go|wait)|refresh (?:the|this)|reload|check back|come back|reference (?:#|id|number)|error (?:code|id|reference|digest)|request id|ray id|(?:web ?site|site|server) (?:owner|administrator|admin)|on this server|your (?:host|hosting provider|request|ip)|you (?:don(?:’|')?t|do not) have (?:permission|access)|(?:working|we(?:’|')?re) (?:on it|to fix|on fixing|working)|<\/?center>|nginx|apache|cloudfront|cloudflare|browser console|back (?:soon|to)|home ?page|请.{0,10}(?:稍后|刷新|重试|联系|返回|检查|再试)|稍后|刷新|重试|返回|首页|联系(?:管理员|客服|我们|网站)|请求ID|事件ID|正在(?:抢修|修复|维护|升级|努力)|敬请|给您带来|不便/iu,
    most: 800,
    alone: 130,
  },
  {
    kind: 'login',
    says: [
      whole(
        '(?:please )?(?:log ?[io]n|sign ?[io]n|sign ?up|register|subscribe)(?: or (?:log ?in|sign ?in|sign ?up|register|subscribe|join|create .{3,20}))?(?: (?:to|with|into|now|here|for|required|page|first)(?: .{0,60})?)?',
      ),
      whole(
        '(?:you (?:must|need to|have to|are required to)|to (?:view|see|read|access|continue).{0,60}(?:please|you (?:must|need to))) (?:be )?(?:log(?:ged)? ?in|sign(?:ed)? ?in|register(?:ed)?|subscribe).{0,80}',
      ),
      whole(
        '(?:login|authentication|sign-?in|registration|subscription|membership) (?:is )?required.{0,30}|members? only.{0,30}|(?:user|member|account|customer|customer portal) (?:log ?in|sign ?in)|welcome back|create (?:an|your) account',
      ),
      whole(
        '(?:会员|用户|账号|帐号|账户|統一|统一|手机|扫码|微信|密码|快捷|管理员|系统|立即|学生|员工)?(?:身份)?(?:登录|登陆|登入|登錄)(?:/注册|或注册|注册|认证|平台|系统|页面?|中心|后.{0,12}|账号|以.{0,16})?',
      ),
      whole(
        '(?:请|請|您需要|你需要|您还没有|您尚未|你还没有|您必须|未)(?:先|您先)?(?:登录|登陆|登入|登錄|注册).{0,24}',
      ),
      whole('.{0,14}(?:需要|需|须|請|请)(?:先)?(?:登录|登陆|登入|登錄)(?:后|後|才).{0,16}'),
      whole('.{0,20}(?:统一身份认证|单点登录).{0,12}'),
      whole('(?:该|此|本)(?:内容|文章|页面).{0,8}(?:仅|只)(?:对|限)?(?:会员|登录用户|注册用户).{0,10}'),
    ],
    voice:
      /password|forgot|remember me|keep me (?:logged|signed)|create an? account|don(?:’|')?t have an account|new (?:here|to .{2,20})\?|continue with (?:google|apple|facebook|email|microsoft)|(?:log|sign) in to (?:continue|view|see|read|access|your)|must be (?:logged|signed) in|need to (?:log|sign) in|already (?:have|a member|registered)|密码|忘记|注册|扫码|验证码|记住|第三方|立即登录|登录后|账号|帐号|没有账号/iu,
    most: 700,
    alone: 60,
  },
]

/** What the title or heading of a text about such things says, and of no such thing itself. */
export const explains =
  /\b(?:how|why|what(?:['’]s)? (?:is|are)|what .{1,30} means?|meaning|explained|guide|tutorial|history|review|fix(?:ing|ed)?|best|causes?|law)\b|是什么|什么是|怎么|如何|为什么|为何|原理|原因|解决|方法|办法|教程|解读|详解|指南|区别|含义/iu

/** Words of a notice about cookies or consent, in one block. */
export const consentWords =
  /\bcookies?\b|\bconsent\b|your privacy|privacy (?:choices|settings|preferences|policy)|personal (?:data|information)|(?:our|its) (?:\d+ )?(?:partners|vendors)|gdpr|ccpa|legitimate interest|personali[sz]ed (?:ads|advertising|content)|accept all|reject all|manage (?:options|preferences|settings)|Cookie|隐私(?:政策|设置|权)|个人(?:信息|数据)|同意|知情同意/iu

/** How such a notice speaks. */
export const consentVoice =
  /\bwe (?:and|use|value|process|store|care|need|ask|would like)\b|\b(?:this|our) (?:web ?site|site) uses\b|our (?:\d+ )?(?:partners|vendors)|your (?:choices?|privacy|consent|personal data|cookie)|(?:by )?click(?:ing)? .{0,40}(?:accept|agree|consent)|我们.{0,8}使用|(?:您|你)的?(?:同意|隐私|个人信息)/iu

/** What the buttons of such a notice say. */
export const consentButton =
  /^(?:(?:yes,? )?(?:i )?(?:accept|agree|allow|consent|got it|ok(?:ay)?)(?: (?:all|and (?:continue|close|proceed)|cookies|all cookies|& continue|to all))*|reject(?: all)?(?: cookies)?|decline(?: all)?|manage (?:options|preferences|settings|cookies)|more options|(?:全部|我)?(?:同意|接受)(?:全部|所有|并继续|并进入|使用)?(?:cookies?)?|(?:全部)?拒绝(?:全部)?|继续浏览|我知道了)[\s.!]*$/iu

/** Where such words are the page's subject, by its title. */
export const consentSubject =
  /polic(?:y|ies)|statement|terms|notice\b|guide|how |what |why |law|explained|directive|recipe|政策|声明|條款|条款|指南|什么|如何|怎么|规定|解读/iu

/** A page that waits for its scripts. */
export const waitsForScripts = new RegExp(
  [
    whole(
      'loading(?: .{0,30}[.…])?|please wait(?: .{0,30}[.…])?|please wait while .{3,40}|(?:正在)?加载中?(?:，.{0,12})?|(?:页面|数据|内容)?(?:正在)?(?:加载|载入)中?.{0,10}|(?:redirecting|initiali[sz]ing)(?: .{0,30}[.…]| you .{0,30})?|正在(?:跳转|进入).{0,12}',
    ).source,
    whole(
      '.{0,120}(?:(?:enable|requires?|turn on|activate|need|without|disabled) (?:to enable )?(?:java ?script|js)|java ?script (?:is |must be |to be |has been )?(?:enabled|required|disabled|not (?:enabled|supported)|turned off)|(?:启用|开启|支持|打开|禁用|運行|需要) ?(?:java ?script|脚本)).{0,120}',
    ).source,
  ].join('|'),
  'iu',
)
