/** The requests for alerts and for what they fired on. */
import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import { api, unwrap } from './client'
import type { components } from './schema.gen'

type Schemas = components['schemas']
export type Alert = Schemas['AlertItem']
export type AlertChannel = Schemas['AlertChannel']
export type AlertState = Schemas['AlertState']
export type AlertEvent = Schemas['EventItem']
export type Delivery = Schemas['DeliveryItem']
export type Op = Schemas['Op']
/** The server has a default for what may be left out. */
export type NewAlert = Omit<Schemas['NewAlert'], 'repeat' | 'rearm_percent' | 'cooldown_s'> &
  Partial<Pick<Schemas['NewAlert'], 'repeat' | 'rearm_percent' | 'cooldown_s'>>
export type AlertChanges = Schemas['AlertChanges']

const SECOND = 1000
const KEY = ['account', 'alerts'] as const
const ofAlert = (alert_id: string) => ({ path: { alert_id } })

export const refreshAlerts = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: KEY })

export const alertsQuery = infiniteQueryOptions({
  queryKey: [...KEY, 'list'],
  queryFn: ({ signal, pageParam: cursor }) =>
    unwrap(api.GET('/api/portfolio/alerts', { params: { query: { cursor, limit: 100 } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  // The stream says sooner that one fired; that one expired it does not say.
  refetchInterval: 30 * SECOND,
})

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: [...KEY, id],
    queryFn: ({ signal }): Promise<Alert> =>
      unwrap(api.GET('/api/portfolio/alerts/{alert_id}', { params: ofAlert(id), signal })),
  })

const isUnderWay = ({ deliveries }: AlertEvent): boolean =>
  deliveries.length === 0 || deliveries.some(({ state }) => state === 'pending')

/** Read again while a delivery is under way. */
export const alertEventsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, id, 'events'],
    queryFn: ({ signal, pageParam: cursor }) => {
      const params = { ...ofAlert(id), query: { cursor, limit: 20 } }
      return unwrap(api.GET('/api/portfolio/alerts/{alert_id}/events', { params, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some(isUnderWay)) ? 2 * SECOND : 30 * SECOND,
  })

/** `key` makes a request that is sent twice, as after a lost answer, count once. */
export const createAlert = (body: NewAlert, key: string): Promise<Alert> =>
  unwrap(
    api.POST('/api/portfolio/alerts', {
      params: { header: { 'Idempotency-Key': key } },
      body: body as Schemas['NewAlert'],
    }),
  )
export const changeAlert = (id: string, body: AlertChanges): Promise<Alert> =>
  unwrap(api.PATCH('/api/portfolio/alerts/{alert_id}', { params: ofAlert(id), body }))
export const deleteAlert = (id: string) =>
  unwrap(api.DELETE('/api/portfolio/alerts/{alert_id}', { params: ofAlert(id) }))
