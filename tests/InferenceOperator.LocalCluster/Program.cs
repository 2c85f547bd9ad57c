using InferenceOperator.LocalClusters;

var progress = new ConsoleProgress();
progress.Report("start");
await using var cluster = await LocalCluster.StartAsync(progress: progress);
progress.Report((await cluster.KubectlAsync("get", "ns")).Output);
progress.Report((await cluster.KubectlAsync("version")).Output);
return 0;
