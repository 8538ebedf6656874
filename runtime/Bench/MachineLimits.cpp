//===- MachineLimits.cpp - What no kernel can exceed ----------------------===//

#include "runtime/Bench/MachineLimits.h"
#include "runtime/Bench/ProductLoops.h"
#include "runtime/ParallelFor.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace anabranch::runtime {

static int coreCount() {
  int count = int(std::thread::hardware_concurrency());
  return count > 0 ? count : parallelForThreads(); // 0: unknown
}

/// How much of something all threads get done in a second, if each has done
/// `amount` of it when `slice(thread, number)` returns.
///
/// Each thread times short slices of its own, and the median counts: another
/// process disturbs few of them, and the others run while all threads do.
static double
measureRate(double amount,
            const std::function<void(int64_t thread, int64_t number)> &slice) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds duration(250);
  int threads = parallelForThreads();
  std::vector<double> rates(threads);
  parallelFor(threads, [&](int64_t thread) {
    std::vector<double> seconds;
    Clock::time_point start = Clock::now(), begin = start;
    while (seconds.empty() || begin - start < duration) {
      slice(thread, int64_t(seconds.size()));
      Clock::time_point end = Clock::now();
      seconds.push_back(std::chrono::duration<double>(end - begin).count());
      begin = end;
    }
    auto median = seconds.begin() + std::ptrdiff_t(seconds.size() / 2);
    std::nth_element(seconds.begin(), median, seconds.end());
    rates[thread] = amount / *median;
  });
  double sum = std::accumulate(rates.begin(), rates.end(), 0.0);
  // More threads than cores take turns.
  return sum * std::min(1.0, double(coreCount()) / threads);
}

static double measureFlopsPerSecond(const ProductLoop &loop) {
  constexpr int64_t rounds = 20000; // some tenths of a millisecond
  std::vector<float> sums(parallelForThreads());
  return measureRate(
      double(loop.flops) * double(rounds),
      [&](int64_t thread, int64_t) { sums[thread] = loop.run(rounds); });
}

static double measureBytesPerSecond() {
  // Explicit vectors: one element at a time is slower than some memories.
  using Vector = float __attribute__((vector_size(16)));
  constexpr int64_t least = int64_t(32) << 20, most = int64_t(1) << 30;
  constexpr int64_t sliceBytes = int64_t(256) << 10;
  constexpr int64_t sliceCount = sliceBytes / int64_t(sizeof(Vector));
  int64_t memory = int64_t(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE);
  int64_t bytes =
      std::min(std::clamp(lastLevelCacheBytes(), least, most), memory / 16);
  int threads = parallelForThreads();
  // Of one thread. Threads that take turns must not find their part cached.
  int64_t slices = bytes / sliceBytes / std::min(threads, coreCount()) + 1;
  int64_t count = slices * threads * sliceCount;
  // Left uninitialized, so that each page is first touched, and placed, by the
  // thread that works on it.
  std::unique_ptr<Vector[]> a(new Vector[count]), b(new Vector[count]),
      c(new Vector[count]);
  parallelFor(threads, [&](int64_t thread) {
    int64_t begin = thread * slices * sliceCount;
    for (int64_t i = begin; i < begin + slices * sliceCount; ++i)
      a[i] = b[i] = c[i] = Vector{} + float(i % 8);
  });
  return measureRate(3.0 * sliceBytes, [&](int64_t thread, int64_t number) {
    int64_t begin = (thread * slices + number % slices) * sliceCount;
    const Vector *left = b.get() + begin, *right = c.get() + begin;
    Vector *place = a.get() + begin;
    for (int64_t i = 0; i < sliceCount; ++i)
      place[i] = left[i] + 0.5f * right[i];
  });
}

static std::string firstLine(const std::filesystem::path &path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

int64_t lastLevelCacheBytes() {
  namespace fs = std::filesystem;
  // Each cache is listed for each of its cores.
  std::map<std::string, int64_t> sizes;
  int highest = 0;
  std::error_code none;
  for (const auto &cpu :
       fs::directory_iterator("/sys/devices/system/cpu", none))
    for (const auto &cache :
         fs::directory_iterator(cpu.path() / "cache", none)) {
      int level = int(
          std::strtol(firstLine(cache.path() / "level").c_str(), nullptr, 10));
      int64_t kibibytes =
          std::strtoll(firstLine(cache.path() / "size").c_str(), nullptr, 10);
      if (level < highest || kibibytes <= 0)
        continue;
      if (level > highest)
        sizes.clear();
      highest = level;
      sizes[firstLine(cache.path() / "shared_cpu_list")] = kibibytes << 10;
    }
  int64_t sum = 0;
  for (const auto &[cores, size] : sizes)
    sum += size;
  return sum ? sum : int64_t(32) << 20;
}

MachineLimits measureMachineLimits(int matrixUnitProducts) {
  int threads = parallelForThreads();
  const ProductLoop &loop = matrixUnitProducts ? tileLoop() : vectorLoop();
  double flops = measureFlopsPerSecond(loop);
  std::string operations = loop.operations;
  if (matrixUnitProducts > 1) {
    flops /= matrixUnitProducts;
    operations += ", " + std::to_string(matrixUnitProducts) + " for each";
  }
  return {flops, measureBytesPerSecond(), operations,
          "measured now, with " + std::to_string(threads) +
              (threads == 1 ? " thread" : " threads")};
}

} // namespace anabranch::runtime
