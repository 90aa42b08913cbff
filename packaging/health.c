/*
 * health [PORT [PATH]]: the health check of the image, which has no shell and no curl.
 *
 * Requests /-/healthy from the gateway on 127.0.0.1, port 9091. Exits with 0 for any answer below
 * 500: a gateway with TLS or users answers this plain request with a client error, but is running.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static int fail(const char *what) {
  perror(what);
  return 1;
}

int main(int count, char **arguments) {
  int port = count > 1 ? atoi(arguments[1]) : 9091;
  const char *path = count > 2 ? arguments[2] : "/-/healthy";
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int gateway = socket(AF_INET, SOCK_STREAM, 0);
  struct timeval limit = {.tv_sec = 4};
  setsockopt(gateway, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(gateway, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  if (gateway < 0 || connect(gateway, (struct sockaddr *)&address, sizeof address) < 0) {
    return fail("connect");
  }
  char text[1024];
  int length = snprintf(text, sizeof text,
      "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);
  if (length >= (int)sizeof text || write(gateway, text, (size_t)length) != length) {
    return fail("write");
  }
  ssize_t got = read(gateway, text, 13);
  if (got <= 0) {
    return fail("read");
  }
  text[got] = 0;
  return strncmp(text, "HTTP/1.", 7) == 0 && got >= 10 && text[9] >= '5';
}
