package io.sluice.web.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.command.Outcome;
import io.sluice.command.ReservedFamilies;
import io.sluice.gateway.Gateway;
import io.sluice.http.Request;
import io.sluice.http.Response;
import io.sluice.intake.FileGroups;
import io.sluice.listing.GroupFilter;
import io.sluice.listing.GroupListResult;
import io.sluice.listing.GroupOrder;
import io.sluice.listing.GroupQuery;
import io.sluice.listing.RankedKey;
import io.sluice.log.LogException;
import io.sluice.model.GroupingKey;
import io.sluice.store.GroupContent;
import io.sluice.store.GroupSummary;
import io.sluice.store.index.Digest;
import io.sluice.store.index.Tombstone;
import io.sluice.web.answer.JsonAnswer;
import io.sluice.web.request.ExpectedParameters;
import io.sluice.web.request.GroupingKeyParser;
import io.sluice.web.request.GroupingKeyPath;
import io.sluice.web.request.InvalidRequestException;
import io.sluice.web.request.Permissions;
import io.sluice.web.request.QueryParameters;
import io.sluice.web.request.SearchBudgets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/// Groups as JSON: lists of groups, a single group with its content, and deleting many groups at
/// once.
///
/// May take long, so it must not be called on an event loop.
public final class GroupsApi {
  public static final ExpectedParameters LIST_PARAMETERS =
      ExpectedParameters.of("search", "state", "pushed_before", "sort", "limit", "cursor")
          .andMany("match[]");
  public static final ExpectedParameters DELETE_PARAMETERS =
      ExpectedParameters.of("search", "state", "pushed_before", "dry_run").andMany("match[]");
  public static final ExpectedParameters DELETE_FAMILY_PARAMETERS = ExpectedParameters.of("family");

  static final int USUAL_LIMIT = 50;
  static final int MAX_LIMIT = 1_000;

  /// The maximum number of deleted groups that are shown.
  static final int MAX_SHOWN = 1_000;

  /// The number of concurrent deletes.
  private static final int BATCH = 100;

  private static final Map<String, GroupOrder> SORTS =
      Map.of(
          "key", GroupOrder.KEY,
          "push", GroupOrder.PUSH,
          "series", GroupOrder.SERIES,
          "bytes", GroupOrder.BYTES,
          "failure", GroupOrder.FAILURE);

  private final Gateway gateway;
  private final GroupingKeyParser keyParser;
  private final GroupJson groupJson;
  private final Permissions permissions;
  private final FileGroups fileGroups;
  private final boolean isAdminApiEnabled;

  /// @param fileGroups the groups that must not be deleted
  public GroupsApi(
      Gateway gateway,
      GroupingKeyParser keyParser,
      GroupingKeyPath keyPath,
      Permissions permissions,
      FileGroups fileGroups,
      boolean isAdminApiEnabled) {
    this.fileGroups = fileGroups;
    this.permissions = permissions;
    this.gateway = gateway;
    this.keyParser = keyParser;
    this.groupJson = new GroupJson(keyPath);
    this.isAdminApiEnabled = isAdminApiEnabled;
  }

  /// Returns a page of the list of matching groups.
  public Response list(Request request, QueryParameters parameters) {
    long now = gateway.nowNanos();
    try {
      String sort = parameters.first("sort").isEmpty() ? "key" : parameters.first("sort");
      GroupSearch search = GroupSearch.of(parameters, now, SearchBudgets.ofList(request));
      GroupQuery query = query(parameters, sort, search);
      GroupListResult page = gateway.groups().list(query);
      if (search.isExhausted() && hasNotMovedOn(page, query)) {
        return JsonAnswer.tooExpensive();
      }
      return JsonAnswer.success(json -> writePage(json, page, sort, now));
    } catch (InvalidRequestException e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage());
    }
  }

  /// Whether the next page would start at the same place. If not, a page that was cut short is a
  /// normal page.
  private static boolean hasNotMovedOn(GroupListResult page, GroupQuery query) {
    return page.groups().isEmpty() && Objects.equals(page.next(), query.after());
  }

  private static GroupQuery query(QueryParameters parameters, String sort, GroupSearch search)
      throws InvalidRequestException {
    boolean isDescending = sort.startsWith("-");
    GroupOrder order = SORTS.get(isDescending ? sort.substring(1) : sort);
    if (order == null) {
      throw new InvalidRequestException(
          "invalid parameter \"sort\": must be key, push, series, bytes or failure, optionally with a"
              + " minus before it");
    }
    int limit = (int) parameters.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    String cursor = parameters.first("cursor");
    RankedKey after = cursor.isEmpty() ? null : GroupCursor.read(sort, cursor);
    return new GroupQuery(order, isDescending, search.scope(), search, limit, after);
  }

  private void writePage(JsonGenerator json, GroupListResult page, String sort, long now)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("groups");
    for (GroupSummary group : page.groups()) {
      groupJson.write(json, group, now);
    }
    json.writeEndArray();
    json.writeNumberField("held", gateway.groups().totals().groups());
    RankedKey next = page.next();
    GroupJson.writeText(json, "next_cursor", next == null ? null : GroupCursor.write(sort, next));
    json.writeEndObject();
  }

  /// Returns a group with its series.
  ///
  /// @param path from the slash before the key on, percent-decoded, one byte per char
  public Response one(String path) {
    GroupingKey key;
    try {
      key = keyParser.parsePath(path.substring(1));
    } catch (InvalidRequestException e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage());
    }
    GroupContent content = gateway.groups().content(key);
    if (content == null) {
      return noSuchGroup(key);
    }
    long now = gateway.nowNanos();
    return JsonAnswer.of(
        200,
        new GroupDocument(
            json -> groupJson.write(json, content.summary(), now), content.families()));
  }

  /// The response for a missing group, which distinguishes recently expired groups.
  private Response noSuchGroup(GroupingKey key) {
    long keptSinceNanos = gateway.nowNanos() - Tombstone.KEPT_NANOS;
    Digest digest = Digest.of(key);
    for (Tombstone tombstone : gateway.view().tombstones()) {
      if (tombstone.key().equals(digest) && tombstone.expiredNanos() >= keptSinceNanos) {
        return JsonAnswer.error(
            404,
            JsonAnswer.NOT_FOUND,
            "the group has expired",
            json -> {
              json.writeStartObject();
              GroupJson.writeTime(json, "expired", tombstone.expiredNanos());
              json.writeEndObject();
            });
      }
    }
    return JsonAnswer.error(404, JsonAnswer.NOT_FOUND, "there is no such group");
  }

  /// Deletes the matching groups, or only lists them.
  public Response delete(Request request, QueryParameters parameters) {
    if (!isAdminApiEnabled) {
      return JsonAnswer.error(
          403,
          JsonAnswer.FORBIDDEN,
          "needs --web.enable-admin-api; one group can be deleted by DELETE of its own path");
    }
    try {
      boolean isDryRun = parameters.flag("dry_run");
      GroupSearch search =
          GroupSearch.of(parameters, gateway.nowNanos(), SearchBudgets.ofAll(request));
      if (parameters.all("match[]").isEmpty()) {
        throw new InvalidRequestException("no match[] parameter provided");
      }
      List<GroupSummary> groups = matching(search, permissions.deletable(request));
      if (search.isExhausted()) {
        return JsonAnswer.tooExpensive();
      }
      if (!isDryRun) {
        deleteAll(groups);
      }
      return JsonAnswer.success(json -> writeDeleted(json, groups, isDryRun));
    } catch (InvalidRequestException e) {
      return JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage());
    } catch (LogException e) {
      return JsonAnswer.error(503, JsonAnswer.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
  }

  /// Deletes one family of a group.
  ///
  /// @param path from the slash before the key on, percent-decoded, one byte per char
  public CompletionStage<Response> deleteFamily(
      Request request, String path, QueryParameters parameters) {
    GroupingKey key;
    String family = parameters.first("family");
    try {
      key = keyParser.parsePath(path.substring(1));
      if (family.isEmpty()) {
        throw new InvalidRequestException(
            "parameter \"family\" is missing; a whole group is deleted by DELETE of its own path");
      }
      if (ReservedFamilies.isReserved(family)) {
        throw new InvalidRequestException(
            "invalid parameter \"family\": %s is set by the gateway".formatted(family));
      }
    } catch (InvalidRequestException e) {
      return done(JsonAnswer.error(400, JsonAnswer.BAD_DATA, e.getMessage()));
    }
    Response forbidden = permissions.refuseDelete(request, key);
    String file = fileGroups.fileOf(key);
    if (forbidden == null && file != null) {
      forbidden = JsonAnswer.error(400, JsonAnswer.BAD_DATA, FileGroups.message(file));
    }
    return forbidden != null
        ? done(forbidden)
        : gateway
            .deleteFamily(key, family)
            .thenApply(outcome -> familyDeleted(outcome, key, family))
            .exceptionally(GroupsApi::unavailable);
  }

  private Response familyDeleted(Outcome outcome, GroupingKey key, String family) {
    return switch (outcome) {
      case Outcome.FamilyDeleted(int series) ->
          JsonAnswer.success(
              json -> {
                json.writeStartObject();
                GroupJson.writeText(json, "family", family);
                json.writeNumberField("series", series);
                json.writeEndObject();
              });
      case Outcome.NotFound(boolean isGroupThere) when isGroupThere ->
          JsonAnswer.error(
              404, JsonAnswer.NOT_FOUND, "the group has no family \"%s\"".formatted(family));
      default -> noSuchGroup(key);
    };
  }

  private static Response unavailable(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof LogException e) {
      return JsonAnswer.error(503, JsonAnswer.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
    throw new CompletionException(cause);
  }

  private static CompletionStage<Response> done(Response response) {
    return CompletableFuture.completedFuture(response);
  }

  /// The matching groups among those that may be deleted. The others are not examined, because the
  /// result, and the time to compute it, would reveal their content.
  private List<GroupSummary> matching(GroupSearch search, Predicate<GroupingKey> deletable) {
    var groups = new ArrayList<GroupSummary>();
    var filter =
        new GroupFilter() {
          @Override
          public boolean test(GroupSummary group) {
            return deletable.test(group.key())
                && fileGroups.fileOf(group.key()) == null
                && search.test(group);
          }

          @Override
          public boolean isExhausted() {
            return search.isExhausted();
          }
        };
    gateway
        .groups()
        .forEach(
            new GroupQuery(GroupOrder.KEY, false, search.scope(), filter, MAX_LIMIT, null),
            groups::add);
    return groups;
  }

  /// Each delete is a separate command, so scrapes may see some groups deleted and others not.
  private void deleteAll(List<GroupSummary> groups) throws LogException {
    for (int from = 0; from < groups.size(); from += BATCH) {
      List<GroupSummary> batch = groups.subList(from, Math.min(from + BATCH, groups.size()));
      CompletableFuture<?>[] deletes =
          batch.stream()
              .map(group -> gateway.delete(group.key()).toCompletableFuture())
              .toArray(CompletableFuture[]::new);
      try {
        CompletableFuture.allOf(deletes).join();
      } catch (CompletionException e) {
        if (e.getCause() instanceof LogException cause) {
          throw cause;
        }
        throw e;
      }
    }
  }

  private void writeDeleted(JsonGenerator json, List<GroupSummary> groups, boolean isDryRun)
      throws IOException {
    json.writeStartObject();
    json.writeBooleanField("dry_run", isDryRun);
    json.writeNumberField("count", groups.size());
    json.writeArrayFieldStart("groups");
    for (GroupSummary group : groups.subList(0, Math.min(MAX_SHOWN, groups.size()))) {
      groupJson.writeDeleted(json, group);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
