import type { LabLanguage } from '../../world.ts'

/** The words that stand around an article. They name nothing of the world and state nothing. */
export interface SiteWords {
  readonly navigation: readonly (readonly string[])[]
  readonly search: string
  readonly skip: string
  readonly cookies: readonly string[]
  readonly accept: string
  readonly refuse: string
  readonly here: string
  readonly by: readonly string[]
  readonly published: string
  readonly share: readonly string[]
  readonly advertisement: string
  readonly advertisements: readonly string[]
  readonly related: readonly string[]
  readonly newsletter: string
  readonly subscribe: string
  readonly comments: string
  readonly names: readonly string[]
  readonly remarks: readonly string[]
  readonly reply: string
  readonly footer: readonly (readonly string[])[]
  readonly rights: string
}

/** Both languages; sites choose among the variants by their names. */
export const siteWords: Readonly<Record<LabLanguage, SiteWords>> = {
  en: {
    navigation: [
      ['Home', 'News', 'Culture', 'Weather', 'Letters'],
      ['Start', 'Topics', 'Region', 'Archive', 'Contact'],
      ['Front page', 'Features', 'Opinion', 'Events', 'Help'],
    ],
    search: 'Search this site',
    skip: 'Skip to content',
    cookies: [
      'We use cookies to remember your settings.',
      'This website uses cookies. You can change your mind at any time.',
      'Cookies help us to keep you signed in.',
    ],
    accept: 'Accept all',
    refuse: 'Only what is needed',
    here: 'You are here:',
    by: ['By our own staff', 'By the editors', 'By the web desk'],
    published: 'Published',
    share: ['Share', 'Print', 'Send by e-mail', 'Save for later'],
    advertisement: 'Advertisement',
    advertisements: [
      'Your notice could stand here. Ask our sales desk.',
      'Winter coats, now in every size.',
      'Fresh bread from six in the morning.',
      'Learn to play the piano at your own pace.',
    ],
    related: ['Related articles', 'Read next', 'More from this section'],
    newsletter: 'Get the weekly letter in your inbox.',
    subscribe: 'Subscribe',
    comments: 'Comments',
    names: ['oldboots', 'm_r', 'teacup', 'quietreader', 'northwind'],
    remarks: [
      'Thank you for this.',
      'I did not expect that.',
      'The comments used to be livelier here.',
      'Could you make the letters larger, please?',
    ],
    reply: 'Reply',
    footer: [
      ['About us', 'Privacy', 'Terms of use', 'Jobs'],
      ['Imprint', 'Accessibility', 'Cookie settings', 'Feedback'],
    ],
    rights: 'All rights reserved.',
  },
  zh: {
    navigation: [
      ['首页', '要闻', '文化', '天气', '来信'],
      ['主页', '专题', '地方', '资料', '联系我们'],
      ['首页', '特稿', '评论', '活动', '帮助'],
    ],
    search: '站内搜索',
    skip: '跳到正文',
    cookies: [
      '我们使用 Cookie 来记住您的设置。',
      '本网站使用 Cookie，您可以随时更改选择。',
      'Cookie 用于保持您的登录状态。',
    ],
    accept: '全部接受',
    refuse: '仅接受必要项',
    here: '当前位置：',
    by: ['本站编辑', '本报讯', '编辑部'],
    published: '发布时间：',
    share: ['分享', '打印', '邮件转发', '收藏'],
    advertisement: '广告',
    advertisements: [
      '广告位招租，请洽本站广告部。',
      '冬季外套，尺码齐全。',
      '清晨六点，新鲜面包出炉。',
      '钢琴课，随您的节奏学。',
    ],
    related: ['相关阅读', '推荐阅读', '相关文章'],
    newsletter: '订阅每周通讯，直达您的邮箱。',
    subscribe: '立即订阅',
    comments: '网友评论',
    names: ['旧靴子', '茶杯', '安静的读者', '北风', '路过'],
    remarks: ['谢谢分享。', '没想到。', '以前这里的评论更热闹。', '字体能再大一点吗？'],
    reply: '回复',
    footer: [
      ['关于我们', '隐私政策', '使用条款', '招聘'],
      ['联系方式', '无障碍', 'Cookie 设置', '意见反馈'],
    ],
    rights: '版权所有，未经许可不得转载。',
  },
}
