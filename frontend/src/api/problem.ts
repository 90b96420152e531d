/** An error answer of the server: status, code, text, and the problems of single fields. */
import type { components } from './schema.gen'

export type ProblemBody = Partial<components['schemas']['Problem']>

export interface FieldProblem {
  field: string
  message: string
}

interface ApiErrorFields {
  status: number
  code: string
  detail: string
  requestId?: string | null
  retryAfterS?: number | null
  fields?: FieldProblem[]
}

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly requestId: string | null
  readonly retryAfterS: number | null
  readonly fields: FieldProblem[]

  constructor({ status, code, detail, requestId = null, retryAfterS = null, fields = [] }: ApiErrorFields) {
    super(detail)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.detail = detail
    this.requestId = requestId
    this.retryAfterS = retryAfterS
    this.fields = fields
  }

  /** Also for an answer that is no problem document: its status and request id are used. */
  static of(response: Response, answer: ProblemBody | string | undefined): ApiError {
    const body = typeof answer === 'object' ? answer : {}
    return new ApiError({
      status: response.status,
      code: body.code ?? `http_${response.status}`,
      detail: body.detail ?? body.title ?? `The server answered ${response.status}.`,
      requestId: body.request_id ?? response.headers.get('X-Request-ID'),
      retryAfterS: Number(response.headers.get('Retry-After')) || null,
      fields: body.errors ?? [],
    })
  }
}
