namespace InferenceOperator.Simulation;

/// <summary>How a report is written.</summary>
internal enum ReportFormat
{
    /// <summary>For a terminal.</summary>
    Table,

    /// <summary>For programs: everything, with series.</summary>
    Json,

    /// <summary>For people: one page with plots that needs no network.</summary>
    Html,
}
