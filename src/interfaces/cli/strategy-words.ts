/** What the command line says of ways of working: a part of the table in `words.ts`. */
export const waysInEnglish = {
  options: {
    planner:
      'how a model takes the question apart: plain, least-to-most, program-of-thought, tree-of-thought',
    length: 'length of the report: short, standard, long',
    type: 'structure of the report: summary, full, detailed, outline, sources',
  },
  head: 'Strategies (--strategy; else chosen by the question, the library and the models):',
  strategies: {
    atomic: 'atomic questions about passages; forecasts and proposals with stated assumptions (PIKE-RAG)',
    extractive: 'the sources’ own sentences, without a model',
    extreme: 'topics and todos, each worked on with tools: search, read, library, compute (Scira)',
    news: 'what feeds and folders brought since the last run',
    'one-call': 'one search, one call of one model: small jobs (Large Search Model)',
    'plan-execute': 'a plan as a graph, independent parts at once, at most two supplements (GPT-Researcher)',
    quick: 'one plan, one search for each part: the short way',
    reflect: 'search, ask what is missing, search again (DeepSearch)',
    statute: 'a code of law: whole provisions, every sentence names the one that it cites',
    subtopics: 'subtopics, each from the passages nearest to it (Llama-Researcher)',
  },
  plan: 'Plan: {questions} questions',
  looked: 'Looked into {question}: {hits} passages',
}

export const waysInChinese: typeof waysInEnglish = {
  options: {
    planner: '模型拆解问题的方式：plain、least-to-most、program-of-thought、tree-of-thought',
    length: '报告的长度：short、standard、long',
    type: '报告的结构：summary、full、detailed、outline、sources',
  },
  head: '研究方法（--strategy；默认按问题、文献库和模型选择）：',
  strategies: {
    atomic: '以段落所能回答的原子问题推进；预测与方案写明假设（PIKE-RAG）',
    extractive: '不用模型，只用来源原句',
    extreme: '主题与待办，各以工具完成：检索、阅读、文献库、计算（Scira）',
    news: '上次运行以来订阅与文件夹带来的内容',
    'one-call': '一次检索，一次模型调用，适合小问题（Large Search Model）',
    'plan-execute': '以图为计划，互不依赖的部分同时进行，至多补查两次（GPT-Researcher）',
    quick: '一次计划，各部分检索一次：最短的路',
    reflect: '检索，追问还缺什么，再检索（DeepSearch）',
    statute: '法规：以整条条文回答，每一句写明所引的条',
    subtopics: '分主题，各由最接近的段落写成（Llama-Researcher）',
  },
  plan: '计划：{questions} 个问题',
  looked: '已查 {question}：{hits} 个段落',
}
