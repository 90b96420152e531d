/** The returns of two coins against each other, with the line through them. */
import { formatChange } from '@/lib/format'
import { axisOf, lineWithin, type Axis, type Dot, type Trend } from './scatter'

const [WIDTH, HEIGHT] = [400, 250]
const FRAME = { left: 6, right: 46, top: 8, bottom: 24 }

const percent = (share: number): string => formatChange((share * 100).toFixed(4), Math.abs(share) < 0.01 ? 1 : 0).text

interface Scale {
  x: (value: number) => number
  y: (value: number) => number
}

function scaleOf(x: Axis, y: Axis): Scale {
  const [width, height] = [WIDTH - FRAME.left - FRAME.right, HEIGHT - FRAME.top - FRAME.bottom]
  return {
    x: (value) => FRAME.left + ((value - x.from) / (x.to - x.from)) * width,
    y: (value) => FRAME.top + ((y.to - value) / (y.to - y.from)) * height,
  }
}

function Grid({ x, y, scale }: { x: Axis; y: Axis; scale: Scale }) {
  const [left, right] = [FRAME.left, WIDTH - FRAME.right]
  const [top, bottom] = [FRAME.top, HEIGHT - FRAME.bottom]
  return (
    <g aria-hidden="true">
      {x.ticks.map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? 'axis' : 'grid'} x1={scale.x(tick)} x2={scale.x(tick)} y1={top} y2={bottom} />
          <text x={scale.x(tick)} y={HEIGHT - 8} textAnchor="middle">
            {percent(tick)}
          </text>
        </g>
      ))}
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line className={tick === 0 ? 'axis' : 'grid'} x1={left} x2={right} y1={scale.y(tick)} y2={scale.y(tick)} />
          <text x={WIDTH - 2} y={scale.y(tick) + 4} textAnchor="end">
            {percent(tick)}
          </text>
        </g>
      ))}
    </g>
  )
}

interface Props {
  dots: readonly Dot[]
  trend: Trend | null
  label: string
}

export function Scatter({ dots, trend, label }: Props) {
  const x = axisOf(dots.map((dot) => dot.x))
  const y = axisOf(dots.map((dot) => dot.y))
  const scale = scaleOf(x, y)
  const ends = trend && lineWithin(trend, x, y)
  return (
    <svg className="scatter" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      <Grid x={x} y={y} scale={scale} />
      {dots.map((dot) => (
        <circle key={dot.time} className="dot" cx={scale.x(dot.x)} cy={scale.y(dot.y)} r="2.4" />
      ))}
      {ends && (
        <line
          className="trend"
          x1={scale.x(ends[0][0])}
          y1={scale.y(ends[0][1])}
          x2={scale.x(ends[1][0])}
          y2={scale.y(ends[1][1])}
        />
      )}
    </svg>
  )
}
