using System.Globalization;
using System.Text;

namespace InferenceOperator.Simulation;

/// <summary>How a report looks; colours follow the reader's light or dark setting.</summary>
internal static class HtmlStyle
{
    private const string Base = """
        :root { color-scheme: light dark; --page: #fcfcfb; --card: #fff; --ink: #1d1f23; --soft: #5b616b; --edge: #dfe2e6; --ours: #1668c5; --rival: #c4570d; --load: #0f766e; --bad: #b4232a;
          --hpa: #c4570d; --keda: #8a6d00; --kpa: #7c3aed; --apa: #be3a86; --oracle: #0f766e; --seer: #64748b; }
        @media (prefers-color-scheme: dark) { :root { --page: #16181c; --card: #1e2126; --ink: #e8eaed; --soft: #a2a9b4; --edge: #343941; --ours: #6db3ff; --rival: #ff9d5c; --load: #4fd1c5; --bad: #ff7b7b;
          --hpa: #ff9d5c; --keda: #e0c04c; --kpa: #b794f6; --apa: #f687c3; --oracle: #4fd1c5; --seer: #a0aec0; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 1080px; padding: 24px 20px 48px; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 0 0 2px; }
        p { margin: 4px 0; } .soft { color: var(--soft); }
        section { background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 14px 18px; margin: 16px 0; overflow-x: auto; }
        .figures { display: flex; flex-wrap: wrap; gap: 10px 32px; margin: 14px 0 4px; } .figures b { display: block; font-size: 24px; line-height: 1.25; font-weight: 600; }
        .note { border-left: 3px solid var(--bad); padding-left: 10px; margin: 10px 0; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } th { text-align: left; font-weight: 600; color: var(--soft); }
        th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--edge); } .n { text-align: right; } .w, td.n { white-space: nowrap; } tr:last-child td { border-bottom: 0; }
        tr.first td { font-weight: 600; } .miss { color: var(--bad); }
        svg { display: block; width: 100%; height: auto; margin-top: 6px; } svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
        .grid { stroke: var(--edge); stroke-width: 1; } .line, .load { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .load { stroke: var(--load); }
        .ours { stroke: var(--ours); } .line.rival { stroke: var(--rival); display: none; } .wanted { stroke-dasharray: 4 3; stroke-width: 1.2; }
        .objective { stroke: var(--bad); stroke-dasharray: 6 4; } svg .objective-label { fill: var(--bad); }
        .strip { fill: transparent; } .strip:hover { fill: var(--ink); fill-opacity: .09; }
        .dot { fill: currentColor; fill-opacity: .35; } .dot[r="6"] { fill-opacity: .95; stroke: var(--card); stroke-width: 1.5; }
        .operator { color: var(--ours); } .hpa { color: var(--hpa); } .keda { color: var(--keda); } .kpa { color: var(--kpa); } .apa { color: var(--apa); } .reactive-oracle { color: var(--oracle); } .clairvoyant { color: var(--seer); }
        .key span { margin-right: 16px; white-space: nowrap; } .key i { display: inline-block; width: 11px; height: 11px; border-radius: 50%; background: currentColor; margin-right: 5px; }
        .key i.bar { width: 20px; height: 3px; border-radius: 0; vertical-align: middle; } .key .rival-colour { color: var(--rival); } .key .ours-colour { color: var(--ours); }
        .choice { position: absolute; opacity: 0; } .choices label { display: inline-block; border: 1px solid var(--edge); border-radius: 14px; padding: 1px 11px; margin: 2px 4px 2px 0; cursor: pointer; }
        ol { padding-left: 0; list-style: none; margin: 8px 0 0; max-height: 420px; overflow-y: auto; } li { padding: 3px 0; border-bottom: 1px solid var(--edge); display: flex; gap: 14px; }
        time { color: var(--soft); min-width: 84px; font-variant-numeric: tabular-nums; } code { font: 13px ui-monospace, monospace; overflow-wrap: anywhere; }
        """;

    /// <summary>The style sheet.</summary>
    /// <param name="rivals">How many rules can be chosen from.</param>
    /// <returns>CSS.</returns>
    public static string Of(int rivals)
    {
        var css = new StringBuilder(Base);
        for (var index = 0; index < rivals; index++)
        {
            css.Append(CultureInfo.InvariantCulture, $"\n#choose-{index}:checked ~ .plots .rival-{index} {{ display: inline; }}");
            css.Append(CultureInfo.InvariantCulture, $" #choose-{index}:checked ~ .choices label[for=choose-{index}] {{ border-color: var(--rival); color: var(--rival); font-weight: 600; }}");
            css.Append(CultureInfo.InvariantCulture, $" #choose-{index}:focus-visible ~ .choices label[for=choose-{index}] {{ outline: 2px solid var(--rival); }}");
        }

        return css.ToString();
    }
}
