# Pushes the nightly backup: ruby backup.rb URL push|add|replace|delete
#
# Without the histogram and the summary, on which this client's push fails.

require 'prometheus/client'
require 'prometheus/client/push'

url, operation = ARGV

def size(registry, value)
  registry.gauge(:backup_size_bytes, 'Size.').set({}, value)
  registry
end

def backup
  registry = Prometheus::Client::Registry.new
  registry.counter(:backup_records_total, "Records saved.\nPer kind.").increment(
    { kind: "full \"é\"\\\n." }, 1234567
  )
  size(registry, 1048576.5)
  registry
end

# This client supports no label in the key except the instance, and does not check answers.
push = Prometheus::Client::Push.new(job: 'nightly', instance: 'db 1+ü', gateway: url)
answer =
  case operation
  when 'push' then push.replace(backup)
  when 'add' then push.add(size(Prometheus::Client::Registry.new, 4096))
  when 'replace' then push.replace(size(Prometheus::Client::Registry.new, 4096))
  when 'delete' then push.delete
  else abort("unknown operation: #{operation}")
  end
abort("#{answer.code} #{answer.body}") unless answer.is_a?(Net::HTTPSuccess)
