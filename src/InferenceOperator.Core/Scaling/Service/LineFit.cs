namespace InferenceOperator.Core.Scaling;

/// <summary>Weighted sums of points for a straight line through them.</summary>
internal struct LineFit
{
    private double _x;
    private double _y;
    private double _xx;
    private double _xy;

    /// <summary>Sum of weights.</summary>
    public double Weight { get; private set; }

    /// <summary>Mean of x.</summary>
    public readonly double MeanX => _x / Weight;

    /// <summary>Mean of y.</summary>
    public readonly double MeanY => _y / Weight;

    /// <summary>Weighted sum of squares of x around its mean.</summary>
    public readonly double SpreadX => Math.Max(0, _xx - (_x * _x / Weight));

    /// <summary>Adds a point.</summary>
    public void Add(double x, double y, double weight)
    {
        Weight += weight;
        _x += weight * x;
        _y += weight * y;
        _xx += weight * x * x;
        _xy += weight * x * y;
    }

    /// <summary>The slope, drawn towards an expected one (ridge regression).</summary>
    /// <param name="expected">The slope expected.</param>
    /// <param name="strength">Weight of the expectation, in squares of x.</param>
    public readonly double Slope(double expected, double strength) =>
        (_xy - (_x * _y / Weight) + (strength * expected)) / (SpreadX + strength);
}
