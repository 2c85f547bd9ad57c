using InferenceOperator.Core.Model;

namespace InferenceOperator.Capacity;

/// <summary>An entry of the plan that is new or different.</summary>
/// <typeparam name="TEntry">The entry.</typeparam>
/// <param name="Name">The object.</param>
/// <param name="Uid">Its UID.</param>
/// <param name="Before">The last plan's entry; null when it had none.</param>
/// <param name="Now">This plan's entry.</param>
internal sealed record EntryChange<TEntry>(ObjectName Name, string Uid, TEntry? Before, TEntry Now)
    where TEntry : class;
