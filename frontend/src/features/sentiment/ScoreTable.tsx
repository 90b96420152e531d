/** Score and price as a table, newest first. */
import { formatCandleTime, zoneName } from '@/lib/time'
import type { ChartPoint } from './chart/points'
import { intervalOfPoint, priceOf, scoreOf } from './ScoreLegend'

export function ScoreTable({ points, label }: { points: readonly ChartPoint[]; label: string }) {
  return (
    <div className="table-view" tabIndex={0} role="region" aria-label={label}>
      <table className="table low">
        <thead>
          <tr>
            <th>Time, {zoneName()}</th>
            {['Score', '95%', 'Stories', 'Price, USD'].map((head) => (
              <th key={head} className="num">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.time}>
              <td className="t2">{formatCandleTime(new Date(point.time))}</td>
              <td className="num b">{scoreOf(point)}</td>
              <td className="num t2">{intervalOfPoint(point)}</td>
              <td className="num t2">{point.stories}</td>
              <td className="num">{priceOf(point)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
