namespace InferenceOperator.Simulation;

/// <summary>Makes long series short without hiding their peaks.</summary>
internal static class Thinned
{
    /// <summary>Keeps the least and the greatest value of each stretch.</summary>
    /// <param name="points">The series.</param>
    /// <param name="stretches">Stretches; at most twice as many points are kept.</param>
    /// <returns>The points that are kept, in their order.</returns>
    public static IReadOnlyList<(double At, double Value)> Of(IReadOnlyList<(double At, double Value)> points, int stretches)
    {
        if (points.Count <= 2 * stretches)
            return points;
        List<(double At, double Value)> kept = [];
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            var (from, to) = (Index(stretch), Index(stretch + 1));
            var (low, high) = (from, from);
            for (var index = from + 1; index < to; index++)
            {
                // A value that is there wins over NaN, so that a gap of one sample does not hide a peak.
                var value = points[index].Value;
                if (value < points[low].Value || double.IsNaN(points[low].Value))
                    low = index;
                if (value > points[high].Value || double.IsNaN(points[high].Value))
                    high = index;
            }

            kept.Add(points[Math.Min(low, high)]);
            if (low != high)
                kept.Add(points[Math.Max(low, high)]);
        }

        return kept;

        int Index(int stretch) => (int)((long)points.Count * stretch / stretches);
    }
}
