import { beforeAll, beforeEach, expect, test } from 'vitest'
import { useSession } from '@/api/session'
import { readDraft, writeDraft } from '@/ui/form/drafts'
import { startUserChange } from './userChange'

const DRAFT = { username: 'half-typed' }
const signIn = (userId: string) => useSession.setState({ status: 'signed-in', userId })

beforeAll(startUserChange)

beforeEach(() => {
  signIn('alice')
  writeDraft('profile-username', DRAFT)
})

test('a draft is gone after a sign-out', () => {
  useSession.setState({ status: 'anonymous', userId: null })
  expect(readDraft('profile-username')).toEqual({})
})

test('a draft waits for its user when the session has ended, and for nobody else', () => {
  useSession.setState({ status: 'ended' })
  useSession.setState({ status: 'anonymous', userId: null })
  signIn('alice')
  expect(readDraft('profile-username')).toEqual(DRAFT)
  useSession.setState({ status: 'ended' })
  useSession.setState({ status: 'anonymous', userId: null })
  signIn('bob')
  expect(readDraft('profile-username')).toEqual({})
})
