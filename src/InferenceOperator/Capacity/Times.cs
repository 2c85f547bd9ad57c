namespace InferenceOperator.Capacity;

/// <summary>Times as Kubernetes objects hold them: UTC, whatever their kind says.</summary>
internal static class Times
{
    /// <summary>The instant.</summary>
    /// <param name="time">A time of an object.</param>
    /// <returns>The same in UTC.</returns>
    public static DateTimeOffset Utc(DateTime time) =>
        new(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc));

    /// <summary>The instant as the API keeps it: anything finer would differ from what is read back.</summary>
    /// <param name="time">An instant.</param>
    /// <returns>UTC, in whole seconds.</returns>
    public static DateTime WholeSeconds(DateTimeOffset time) => time.UtcDateTime.AddTicks(-(time.UtcDateTime.Ticks % TimeSpan.TicksPerSecond));
}
