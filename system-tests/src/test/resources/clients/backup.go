// Pushes the nightly backup as protobuf or text: backup URL protobuf|text push|add|replace|delete
package main

import (
	"log"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
	"github.com/prometheus/common/expfmt"
)

func main() {
	url, format, operation := os.Args[1], os.Args[2], os.Args[3]
	pusher := push.New(url, "nightly/db").Grouping("path", "/var/backups").Grouping("shard", "")
	if format == "text" {
		pusher.Format(expfmt.FmtText)
	}
	if err := act(pusher, operation); err != nil {
		log.Fatal(err)
	}
}

func act(pusher *push.Pusher, operation string) error {
	switch operation {
	case "push":
		addBackup(pusher)
		return pusher.Push()
	case "add":
		return pusher.Collector(size(4096)).Add()
	case "replace":
		return pusher.Collector(size(4096)).Push()
	case "delete":
		return pusher.Delete()
	}
	log.Fatal("unknown operation: ", operation)
	return nil
}

func addBackup(pusher *push.Pusher) {
	records := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "backup_records_total",
		Help: "Records saved.\nPer kind.",
	}, []string{"kind"})
	records.WithLabelValues("full \"é\"\\\n.").(prometheus.ExemplarAdder).AddWithExemplar(
		1234567, prometheus.Labels{"trace_id": "abc"})
	duration := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:    "backup_duration_seconds",
		Help:    "Duration.",
		Buckets: []float64{0.1, 1, 10},
	})
	files := prometheus.NewSummary(prometheus.SummaryOpts{
		Name:       "backup_file_bytes",
		Help:       "File sizes.",
		Objectives: map[float64]float64{0.5: 0.05},
	})
	// Native buckets only, without a help text: both are particular to this client.
	wait := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name:                        "backup_wait_seconds",
		NativeHistogramBucketFactor: 2,
	})
	for _, seconds := range []float64{0.5, 5, 50} {
		duration.Observe(seconds)
		wait.Observe(seconds)
	}
	wait.Observe(0)
	wait.Observe(-3)
	for _, length := range []float64{7, 9} {
		files.Observe(length)
	}
	pusher.Collector(records).Collector(size(1048576.5)).Collector(duration).Collector(files).Collector(wait)
}

func size(value float64) prometheus.Gauge {
	size := prometheus.NewGauge(prometheus.GaugeOpts{Name: "backup_size_bytes", Help: "Size."})
	size.Set(value)
	return size
}
