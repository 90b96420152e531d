/** The requests for webhooks: where alerts are sent, and what became of it. */
import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import { api, unwrap } from './client'
import type { components } from './schema.gen'

type Schemas = components['schemas']
export type Webhook = Schemas['WebhookItem']
/** With its secret, which no other answer has. */
export type NewWebhook = Schemas['NewWebhookItem']
export type WebhookDelivery = Schemas['WebhookDeliveryItem']

const SECOND = 1000
const KEY = ['account', 'webhooks'] as const
const ofWebhook = (webhook_id: string) => ({ path: { webhook_id } })

export const refreshWebhooks = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: KEY })

export const webhooksQuery = queryOptions({
  queryKey: [...KEY, 'list'],
  queryFn: async ({ signal }): Promise<Webhook[]> =>
    (await unwrap(api.GET('/api/users/me/webhooks', { params: { query: { limit: 200 } }, signal }))).items,
})

/** Read again while a delivery is under way. */
export const webhookDeliveriesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...KEY, id, 'deliveries'],
    queryFn: ({ signal, pageParam: cursor }) => {
      const params = { ...ofWebhook(id), query: { cursor, limit: 20 } }
      return unwrap(api.GET('/api/users/me/webhooks/{webhook_id}/deliveries', { params, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some(({ state }) => state === 'pending')) ? SECOND : 30 * SECOND,
  })

export const createWebhook = (body: Schemas['WebhookRequest']): Promise<NewWebhook> =>
  unwrap(api.POST('/api/users/me/webhooks', { body }))
export const changeWebhook = (id: string, body: Schemas['WebhookChangeRequest']): Promise<Webhook> =>
  unwrap(api.PATCH('/api/users/me/webhooks/{webhook_id}', { params: ofWebhook(id), body }))
export const replaceWebhookSecret = (id: string): Promise<NewWebhook> =>
  unwrap(api.POST('/api/users/me/webhooks/{webhook_id}/secret', { params: ofWebhook(id) }))
export const testWebhook = (id: string) =>
  unwrap(api.POST('/api/users/me/webhooks/{webhook_id}/test', { params: ofWebhook(id) }))
export const deleteWebhook = (id: string) =>
  unwrap(api.DELETE('/api/users/me/webhooks/{webhook_id}', { params: ofWebhook(id) }))
