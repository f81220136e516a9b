import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addressesOfWork,
  arxivAddress,
  doiAddress,
  workAddress,
} from '../../../src/sources/search/work-addresses.ts'

describe('addresses of works', () => {
  it.each([
    ['2511.01234v3', 'https://arxiv.org/abs/2511.01234'],
    ['arXiv:0704.0001', 'https://arxiv.org/abs/0704.0001'],
    ['hep-th/9901001v2', 'https://arxiv.org/abs/hep-th/9901001'],
    ['math.GT/0309136', 'https://arxiv.org/abs/math.GT/0309136'],
    ['2511.01234/../../evil', undefined],
    ['', undefined],
  ])('a paper on arXiv, whichever version: %s', (id, address) => {
    expect(arxivAddress(id)).toBe(address)
  })

  it.each([
    ['10.1038/S41586-024-00001-2', 'https://doi.org/10.1038/s41586-024-00001-2'],
    ['doi: 10.1000/182', 'https://doi.org/10.1000/182'],
    ['http://dx.doi.org/10.1000/182', 'https://doi.org/10.1000/182'],
    ['https://doi.org/10.1002/(SICI)1%3C2::AID%3E3', 'https://doi.org/10.1002/(sici)1%3C2::aid%3E3'],
    ['10.1002/(SICI)1<2::AID>3', 'https://doi.org/10.1002/(sici)1%3C2::aid%3E3'],
    ['10.1000/a#b?c', 'https://doi.org/10.1000/a%23b%3Fc'],
    ['10.1000/100%', 'https://doi.org/10.1000/100%25'],
    ['https://doi.org/10.1000/100%', 'https://doi.org/10.1000/100%25'],
    ['10.48550/arXiv.2511.01234', 'https://arxiv.org/abs/2511.01234'],
    ['https://doi.org/10.48550/arxiv.2511.01234v2', 'https://arxiv.org/abs/2511.01234'],
    ['https://evil.example/10.1000/182', undefined],
    ['11.1000/182', undefined],
    ['', undefined],
  ])('one address for a DOI, however it is written: %s', (doi, address) => {
    expect(doiAddress(doi)).toBe(address)
  })

  it.each([
    ['http://arxiv.org/pdf/2511.01234v2.pdf', 'https://arxiv.org/abs/2511.01234'],
    ['https://www.arxiv.org/html/2511.01234v1#S2', 'https://arxiv.org/abs/2511.01234'],
    ['https://export.arxiv.org/abs/hep-th/9901001/', 'https://arxiv.org/abs/hep-th/9901001'],
    ['https://dx.doi.org/10.1000/182?x=1', 'https://doi.org/10.1000/182'],
    ['https://doi.org/10.48550/arXiv.2511.01234', 'https://arxiv.org/abs/2511.01234'],
    ['https://arxiv.org/list/cs.CL/recent', undefined],
    ['https://arxiv.org.evil.example/abs/2511.01234', undefined],
    ['https://doi.org/', undefined],
    ['10.1000/182', undefined],
    [`https://doi.org/10.1000/${'1'.repeat(1_000)}`, undefined],
  ])('the work that an address names: %s', (address, work) => {
    expect(workAddress(address)).toBe(work)
  })

  it('are absolute, whatever is taken for a DOI', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (name) => {
        const address = doiAddress(`10.1000/${name}`)
        if (address !== undefined) expect(new URL(address).origin).toBe('https://doi.org')
      }),
    )
  })

  it('name the work first, its open texts next; what is no address is left out', () => {
    const doi = 'https://doi.org/10.1000/182'
    const pdf = 'https://repository.example/182.pdf'
    expect(addressesOfWork([undefined, '', doi, 'https://page.example/'], [pdf, 'javascript:x'])).toEqual({
      url: doi,
      also: [pdf, 'https://page.example/'],
    })
    expect(addressesOfWork([undefined], [pdf])).toEqual({ url: pdf })
    expect(addressesOfWork([doi], [doi])).toEqual({ url: doi })
    expect(addressesOfWork(['', 'data:,x'])).toBeUndefined()
  })
})
