//===- Stream.h - Work that an emulated GPU has yet to do -----------------===//

#ifndef ANABRANCH_COMPILER_EMULATOR_STREAM_H
#define ANABRANCH_COMPILER_EMULATOR_STREAM_H

#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace anabranch::emulator {

/// A copy, a launch, or waiting for another stream's event.
struct Work {
  std::function<void()> run;
  char *result = nullptr; ///< what it writes of the host's memory
  size_t resultBytes = 0;

  /// Until it runs, the result is full of NaNs.
  void hideResult() const {
    if (result)
      std::memset(result, 0xff, resultBytes);
  }
};

/// Work that waits for no more than it says.
class Graph {
public:
  /// Adds work that waits for `next`, which from then on is that work.
  void add(Work work) {
    nodes.push_back({std::move(work), next});
    next = {nodes.size() - 1};
  }

  size_t size() const { return nodes.size(); }

  /// Calls `visit` for all work, in one of the orders that are allowed.
  template <typename Random, typename Visit>
  void forEach(Random &random, Visit visit) const {
    std::vector<size_t> missing(nodes.size()), ready;
    std::vector<std::vector<size_t>> followers(nodes.size());
    for (size_t i = 0; i < nodes.size(); ++i) {
      missing[i] = nodes[i].dependencies.size();
      for (size_t dependency : nodes[i].dependencies)
        followers[dependency].push_back(i);
      if (missing[i] == 0)
        ready.push_back(i);
    }
    while (!ready.empty()) {
      std::swap(ready[random() % ready.size()], ready.back());
      size_t i = ready.back();
      ready.pop_back();
      visit(nodes[i].work);
      for (size_t follower : followers[i])
        if (--missing[follower] == 0)
          ready.push_back(follower);
    }
  }

  std::vector<size_t> next; ///< what work that is added will wait for

private:
  struct Node {
    Work work;
    std::vector<size_t> dependencies;
  };
  std::vector<Node> nodes;
};

/// Work in order, none of which runs before somebody waits for it.
struct Stream {
  std::deque<Work> queue;
  uint64_t done = 0;              ///< work that has left the queue
  std::unique_ptr<Graph> capture; ///< what takes work instead, if any

  void add(Work work) {
    if (capture)
      return capture->add(std::move(work));
    work.hideResult();
    queue.push_back(std::move(work));
  }

  void runUntil(uint64_t end) {
    for (; done < end; ++done) {
      queue.front().run();
      queue.pop_front();
    }
  }
  uint64_t end() const { return done + queue.size(); }
};

/// A place in a stream's work: behind the first `end` of it.
struct Event {
  Stream *stream = nullptr; ///< null before it is recorded
  uint64_t end = 0;
};

} // namespace anabranch::emulator

#endif // ANABRANCH_COMPILER_EMULATOR_STREAM_H
