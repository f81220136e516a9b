/**
 * Query parameters that say who came from where and never what is shown. The first list holds everywhere: names that
 * nobody uses for anything else. What is ambiguous (`from`, `ref`, `source`, `id` …) is listed for the sites that use
 * it so; names are compared without regard to case.
 */
export const trackingParameters = anyOf([
  // Campaigns: Google, Matomo, AT Internet, Adobe, HubSpot, Mailchimp, Marketo, Vero, Olytics, Webtrends.
  'utm_.+', 'mtm_.+', 'pk_.+', 'piwik_.+', 'matomo_.+', 'hsa_.+', 'at_(?:medium|campaign|link|custom|format|ptr|bbc).*',
  'ns_(?:campaign|mchannel|source|linkname|fee)', 'xtor', 's_cid', 's_kwcid', 'ef_id', '_hsenc', '_hsmi', '__hs(?:tc|sc|fp)',
  'hsctatracking', 'mc_[ce]id', 'mkt_tok', 'vero_(?:id|conv)', 'oly_(?:anon|enc)_id', 'wt[_.]mc(?:_id)?', 'cmpid', '_openstat',
  // Clicks: Google, Meta, Microsoft, Yandex, Twitter, TikTok, LinkedIn, Pinterest, Outbrain, Branch.
  'gclid', 'gclsrc', 'dclid', 'gbraid', 'wbraid', 'gad_.+', 'srsltid', '_ga', '_gl', '_gac', 'fbclid', 'fb_(?:action_.+|ref|source)',
  'msclkid', 'ysclid', 'yclid', 'twclid', 'ttclid', 'li_fat_id', 'epik', 'dicbo', '_branch_match_id', '_branch_referrer', 'igshid', 'igsh',
  'rb_clickid', 'wickedid', 'irclickid', 'guccounter', 'guce_referrer(?:_sig)?', 'ref_(?:src|url)',
  // Alibaba and those who took it up, Baidu, Bilibili.
  'spm', 'scm', 'spm_id_from', 'bd_vid', 'hmsr', 'hmpl', 'hmcu', 'hmkw', 'hmci', 'vd_source',
  // AMP caches; sessions.
  'amp_js_v', 'amp_gsa', 'usqp', 'phpsessid', 'jsessionid', 'aspsessionid.*',
]) // prettier-ignore

/** What is tracking on some sites only. */
export const siteParameters: readonly { readonly sites: RegExp; readonly names: RegExp }[] = [
  on('mp.weixin.qq.com', [
    'chksm', 'scene', 'subscene', 'ascene', 'mpshare', 'srcid', 'sharer_.+', 'from', 'isappinstalled', 'devicetype', 'version', 'nettype',
    'abtest_cookie', 'lang', 'exportkey', 'pass_ticket', 'wx_header', 'sessionid', 'clicktime', 'enterid', 'realreporttime', 'forceh5',
    'poc_token', 'key', 'uin', 'rd2werd', 'search_click_id', 'font(?:gear|scale)', 'countrycode', 'click_id', 'xtrack', 'version',
  ]),
  on('qq.com', ['pgv_ref', 'suid', 'media_id', 'web_channel', 'devid', 'qimei(?:36)?', 'shareto', 'openapp', 'refer', 'chlid', 'no-redirect', 'from']),
  on('weibo.(?:com|cn)', ['from', 'wvr', 'mod', 'refer_flag', 'luicode', 'lfid', 'uicode', 'featurecode', 'wm', 'sudaref', 'display', 'retcode', 'jumpfrom', 'sourcetype']),
  on('zhihu.com', ['share_code', 'hb_wx_block', 'native', 'scene', 'share_from', 'source']),
  on('bilibili.com', ['from(?:_spmid|_source)?', 'seid', 'share_.+', 'timestamp', 'unique_k', 'bbid', 'buvid', 'ts', 'mid', 'is_story_h5', 'plat_id', 'up_id', 'msource', 'bsource']),
  on('baidu.com', ['fr', 'wfr', 'for', 'frommodule', 'lemmafrom', 'fromtitle', 'fromid', 'searchword', 'qbl', 'sfr', 'rs_id']),
  on('(?:toutiao|ixigua|douyin).com', ['app', 'timestamp', 'use_new_style', 'req_id', 'group_id', 'tt_from', 'share_.+', 'wid', 'is_new_.+', 'log_from', 'iid', 'from', 'previous_page', 'enter_from', 'source', 'channel']),
  on('(?:taobao|tmall|1688|alibaba|aliyun).com', ['pvid', 'ali_(?:refid|trackid)', 'ut_sk', 'acm', 'pos', 'source_type', 'sourcetype', 'suid', 'un', 'share_crt_v', 'sp_tk', 'cpp', 'shareurl', 'short_name', 'bxsign', 'sm', 'app', 'abbucket', 'rn', 'trackinfo']),
  on('jd.com', ['cu', 'jd_pop', 'abt', 'bbtf', 'pv', 'gx', 'ad_od', 'sid', 'dist']),
  on('163.com', ['f', 'from', 'spss(?:id)?', 'w', 'clickfrom', 'referfrom', 'isfromotherweb', 'scene']),
  on('sohu.com', ['pvid', '_f', '_trans_', 'edtsign', 'edtcode', 'fr', 'from']),
  on('sina.(?:cn|com.cn)', ['from', 'wm', 'vt', 'cre', 'mod', 'loc', 'r', 'rfunc', 'tj', 'tr', 'cref', 'autocallup', 'sudaref']),
  on('csdn.net', ['ops_request_misc', 'request_id', 'biz_id', 'depth_1-.*', 'dist_request_id', 'share(?:from|type|id|refer|source)', 'fromshare', 'ydreferer']),
  on('douban.com', ['dt_.+', '_i', 'from', 'icn', '_dtcc', 'source']),
  on('xiaohongshu.com', ['xsec_.+', 'source', 'xhsshare', 'appuid', 'apptime', 'share_.+', 'author_share', 'app_(?:platform|version)', 'ignoreengage', 'type']),
  on('(?:36kr|jianshu|juejin|thepaper|ifeng|huanqiu|guancha|cnblogs|infoq|oschina).(?:com|cn|im|net)', ['from', 'fr', 'source', 'utm']),
  on('(?:people|xinhuanet|news|cctv|chinanews|gmw|china).(?:com.cn|com|cn)', ['from', 'fromapp', 'source', 'isappinstalled']),
  on('youtube.com', ['si', 'feature', 'pp', 'ab_channel', 'app', 'themerefresh']),
  on('(?:twitter|x).com', ['s', 't', 'cxt', 'ref']),
  on('amazon.[a-z.]+', ['ref_?', 'p[fd]_rd_.+', '_encoding', 'psc', 'th', 'qid', 'sr', 'crid', 'sprefix', 'tag', 'linkcode', 'linkid', 'camp', 'creative.*', 'ascsubtag', 'dib(?:_tag)?', 'content-id', 'smid']),
  on('(?:facebook|instagram).com', ['fref', 'hc_.+', '__(?:tn|xts|cft)__.*', 'eid', 'rdid', 'mibextid', 'share_url', 'paipv', '_rd[rc]', 'refsrc']),
  on('linkedin.com', ['trk.*', 'trackingid', 'lipi', 'originalsubdomain', 'refid']),
  on('reddit.com', ['share_id', 'ref(?:_source|_campaign)?', 'rdt', 'correlation_id', 'post_(?:fullname|index)']),
  on('medium.com', ['source', 'gi']),
  on('nytimes.com', ['smid', 'smtyp', 'partner', 'emc', 'rref', 'module', 'action', 'region', 'pgtype', 'unlocked_article_code', 'referringsource']),
  on('bbc.(?:com|co.uk)', ['ocid', 'intlink_from_url', 'link_location', 'pinned_post_(?:type|locator|asset_id)']),
  on('theguardian.com', ['cmp', 'intcmp']),
  on('(?:cnn|foxnews|nbcnews|cbsnews).com', ['cid', 'iid', 'hpt', 'cmp', 'intcid']),
  on('washingtonpost.com', ['wpisrc', 'wpmm', 'i?tid', 'hpid']),
  on('bloomberg.com', ['srnd', 'sref', 'leadsource', 'embedded-checkout']),
  on('wsj.com', ['mod', 'reflink', 'st']),
  on('ft.com', ['segmentid', 'sharetype']),
  on('economist.com', ['fsrc']),
  on('forbes.com', ['sh', 'ss']),
  on('reuters.com', ['taid', 'feedtype', 'feedname', 'channelname']),
  on('(?:yahoo|msn|aol).com', ['ocid', 'cvid', 'ei', 'soc_(?:src|trk)', 'ncid', 'fr']),
  on('(?:wikipedia|wiktionary|wikimedia).org', ['wprov', 'mobileaction', 'useskin', 'usesskin']),
  on('sciencedirect.com', ['via']),
  on('(?:nature|springer).com', ['error', 'code', 'sharing_token']),
  on('(?:open.)?spotify.com', ['si', 'nd']),
  on('docs.google.com', ['usp']),
  on('blogspot.[a-z.]+', ['m']),
] // prettier-ignore

function on(site: string, names: readonly string[]): { sites: RegExp; names: RegExp } {
  return { sites: new RegExp(`(?:^|\\.)${site.replace(/\.(?![+*])/g, '\\.')}$`), names: anyOf(names) }
}

function anyOf(names: readonly string[]): RegExp {
  return new RegExp(`^(?:${names.join('|')})$`, 'i')
}
