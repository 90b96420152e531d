/** Shows an error in place of its children when they throw; the rest of the page goes on. */
import { Component, type ReactNode } from 'react'
import { Failed } from './states'

interface Props {
  what: string
  children: ReactNode
}

interface State {
  error: Error | null
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    return <Failed what={this.props.what} error={error} retry={() => this.setState({ error: null })} />
  }
}
