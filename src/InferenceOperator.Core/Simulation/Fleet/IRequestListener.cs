namespace InferenceOperator.Core.Simulation;

/// <summary>Hears of requests that end.</summary>
internal interface IRequestListener
{
    /// <summary>A request ended.</summary>
    /// <param name="arrived">When it arrived, seconds.</param>
    /// <param name="ended">When it ended, seconds.</param>
    void Ended(double arrived, double ended);
}
