package io.sluice.systemtests.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A webhook for notifications from an Alertmanager.
final class AlertReceiver implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The content of a notification about one alert.
  record Notification(Instant time, Map<String, String> labels, boolean isFiring, String summary) {}

  private final HttpServer server;
  private final List<Notification> notifications = new CopyOnWriteArrayList<>();

  AlertReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::receive);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      for (JsonNode alert : JSON.readTree(exchange.getRequestBody()).required("alerts")) {
        Map<String, String> labels = new TreeMap<>();
        alert.required("labels").properties().forEach(l -> labels.put(l.getKey(), text(l)));
        String summary = alert.required("annotations").required("summary").textValue();
        boolean isFiring = alert.required("status").textValue().equals("firing");
        notifications.add(new Notification(Instant.now(), labels, isFiring, summary));
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static String text(Map.Entry<String, JsonNode> label) {
    return label.getValue().textValue();
  }

  /// All notifications, in the order of their arrival.
  List<Notification> notifications() {
    return List.copyOf(notifications);
  }

  /// The labels of the alerts that fire according to their last notification.
  Set<Map<String, String>> firing() {
    Set<Map<String, String>> firing = new HashSet<>();
    for (Notification notification : notifications) {
      if (notification.isFiring()) {
        firing.add(notification.labels());
      } else {
        firing.remove(notification.labels());
      }
    }
    return firing;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
