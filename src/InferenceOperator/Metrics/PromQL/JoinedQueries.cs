using System.Collections.Concurrent;

namespace InferenceOperator.Metrics.PromQL;

/// <summary>
/// Asks many queries in one request, and finds its way when that is refused: the groups are asked each on its own, so that one that cannot be
/// evaluated (many-to-many matching, too many samples, a function that the server does not know) takes no other along. A group that is refused
/// is then asked query by query for a while, without what is optional in it.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="logger">Told when a group is asked apart.</param>
internal sealed partial class JoinedQueries(TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterTimeOut = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _apart = new();

    /// <summary>Asks.</summary>
    /// <param name="parts">The queries.</param>
    /// <param name="ask">Asks one query.</param>
    /// <param name="answered">The server has just answered another query: should it not answer this one, it is too heavy.</param>
    /// <returns>The answers by the queries' names. An optional query may have none.</returns>
    public async Task<IReadOnlyDictionary<string, QueryAnswer>> AskAsync(
        IReadOnlyList<QueryPart> parts, Func<string, Task<QueryAnswer>> ask, bool answered)
    {
        var now = clock.GetUtcNow();
        var together = parts.Where(part => !IsApart(part.Group, now)).ToList();
        var apart = parts.Where(part => !part.Optional && IsApart(part.Group, now)).ToList();
        var answers = await Task.WhenAll(apart.Select(part => AloneAsync(part, ask)).Prepend(TogetherAsync(together, ask, answered)));
        return new Dictionary<string, QueryAnswer>(answers.SelectMany(answer => answer));
    }

    private bool IsApart(string group, DateTimeOffset now) => _apart.TryGetValue(group, out var until) && now < until;

    private async Task<IEnumerable<KeyValuePair<string, QueryAnswer>>> TogetherAsync(List<QueryPart> parts, Func<string, Task<QueryAnswer>> ask, bool answered)
    {
        if (parts.Count == 0)
            return [];
        var answer = await ask(JoinedQuery.Of(parts));
        var groups = parts.GroupBy(part => part.Group).Select(group => group.ToList()).ToList();
        switch (answer.Error)
        {
            case { Kind: QueryErrorKind.Rejected } error when parts.Count > 1:
                return groups.Count > 1 ? await ByGroupAsync(groups, error, ask) : await OneByOneAsync(groups[0], error, ask);
            case { Kind: QueryErrorKind.Unreachable } error when answered && groups.Count > 1:
                // It is there and was not done in time: each on its own is less work. The time of this pass is over.
                groups.ForEach(group => SetApart(group, error, AfterTimeOut));
                break;
        }

        return JoinedQuery.Split(parts, answer);
    }

    private async Task<IEnumerable<KeyValuePair<string, QueryAnswer>>> ByGroupAsync(List<List<QueryPart>> groups, QueryError error, Func<string, Task<QueryAnswer>> ask)
    {
        var answers = await Task.WhenAll(groups.Select(async group => (Group: group, Answer: await ask(JoinedQuery.Of(group)))));
        var refused = answers.Where(pair => pair.Answer.Error is { Kind: QueryErrorKind.Rejected }).ToList();
        // Nothing is wrong with any of them: together they were too much.
        if (refused.Count == 0)
            groups.ForEach(group => SetApart(group, error, AfterRefusal));
        var split = await Task.WhenAll(answers.Select(pair => pair.Answer.Error is { Kind: QueryErrorKind.Rejected } reason && pair.Group.Count > 1
            ? OneByOneAsync(pair.Group, reason, ask)
            : Task.FromResult(JoinedQuery.Split(pair.Group, pair.Answer))));
        foreach (var (group, answer) in refused.Where(pair => pair.Group.Count == 1 && refused.Count < groups.Count))
            SetApart(group, answer.Error!, AfterRefusal);
        return split.SelectMany(answer => answer);
    }

    private async Task<IEnumerable<KeyValuePair<string, QueryAnswer>>> OneByOneAsync(List<QueryPart> group, QueryError error, Func<string, Task<QueryAnswer>> ask)
    {
        var needed = group.Where(part => !part.Optional).ToList();
        var answers = (await Task.WhenAll(needed.Select(part => AloneAsync(part, ask)))).SelectMany(answer => answer).ToList();
        // A server that refuses everything is in trouble itself (Mimir says so with the same status): nothing is learnt of the queries.
        if (needed.Count == 0 || answers.Exists(answer => answer.Value.Error is null))
            SetApart(group, error, AfterRefusal);
        return answers;
    }

    private static async Task<IEnumerable<KeyValuePair<string, QueryAnswer>>> AloneAsync(QueryPart part, Func<string, Task<QueryAnswer>> ask) =>
        JoinedQuery.Split([part], await ask(JoinedQuery.Of([part])));

    private void SetApart(List<QueryPart> group, QueryError error, TimeSpan wait)
    {
        var (name, now) = (group[0].Group, clock.GetUtcNow());
        if (group.TrueForAll(part => part.Optional))
            LogLeftOut(name, error.Message);
        else if (!IsApart(name, now))
            LogApart(name, (int)wait.TotalMinutes, error.Message);
        _apart[name] = now + wait;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Group}: this server does not give it, and nobody needs it: {Reason}")]
    private partial void LogLeftOut(string group, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queries of {Group} are asked one by one for {Minutes} min, without the optional ones: {Reason}")]
    private partial void LogApart(string group, int minutes, string reason);
}
