//===- Profile.cpp - Where a program spends its time ----------------------===//

#include "runtime/Bench/Profile.h"
#include "runtime/NumberText.h"
#include "runtime/Table.h"
#include "runtime/Tensor.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

namespace anabranch::runtime {

std::vector<ProfileRow> profileRows(const AnabranchProgram &program,
                                    const LaunchTimes &times,
                                    int64_t batchSize) {
  std::map<std::pair<std::string, std::string>, ProfileRow> byName;
  for (int64_t i = 0; i < program.launch_count; ++i) {
    const AnabranchLaunch &launch = program.launches[i];
    ProfileRow &row = byName[{launch.name, launch.layers}];
    row.kernel = launch.name;
    row.layers = launch.layers;
    ++row.launches;
    row.seconds += times.seconds[i] / double(times.runs);
    row.flops += double(resolve(launch.flops, batchSize));
    row.bytes += double(resolve(launch.bytes, batchSize));
  }
  std::vector<ProfileRow> rows;
  rows.reserve(byName.size());
  for (auto &entry : byName)
    rows.push_back(std::move(entry.second));
  std::stable_sort(rows.begin(), rows.end(),
                   [](const ProfileRow &left, const ProfileRow &right) {
                     return left.seconds > right.seconds;
                   });
  return rows;
}

/// Billions a second; 0 for a launch that the clock cannot resolve.
static double rate(double amount, double seconds) {
  return seconds > 0 ? amount / seconds * 1e-9 : 0;
}

/// How much of what the limit allows in a row's time was done.
static double fraction(double amount, const ProfileRow &row, double limit) {
  double possible = row.seconds * limit;
  return possible > 0 ? amount / possible : 0;
}

void printProfile(const std::vector<ProfileRow> &rows,
                  const MachineLimits &limits) {
  double total = 0, flops = 0, bytes = 0;
  int64_t launches = 0;
  for (const ProfileRow &row : rows) {
    total += row.seconds;
    flops += row.flops;
    bytes += row.bytes;
    launches += row.launches;
  }
  Table table({"kernel", "launches", "ms", "% of time", "GFLOP/s", "of peak",
               "GB/s", "of bandwidth", "layers"},
              {false, true, true, true, true, true, true, true, false});
  auto add = [&](const ProfileRow &row) {
    table.addRow(
        {row.kernel, std::to_string(row.launches),
         formatNumber("%.3f", row.seconds * 1e3),
         formatNumber("%.1f", total > 0 ? 100 * row.seconds / total : 0),
         formatNumber("%.1f", rate(row.flops, row.seconds)),
         formatNumber("%.2f", fraction(row.flops, row, limits.flopsPerSecond)),
         formatNumber("%.1f", rate(row.bytes, row.seconds)),
         formatNumber("%.2f", fraction(row.bytes, row, limits.bytesPerSecond)),
         row.layers});
  };
  for (const ProfileRow &row : rows)
    add(row);
  add({"total", "", launches, total, flops, bytes});
  table.print();
}

void printProfileLegend(const MachineLimits &limits) {
  std::printf(
      "\npeak: %.1f GFLOP/s in %s; bandwidth: %.1f GB/s; both %s.\n"
      "FLOPs are the additions and multiplications of the layers' definitions: "
      "an algorithm that needs fewer can exceed the peak.\n"
      "Bytes count each operand once: operands that are still in a cache can "
      "exceed the bandwidth.\n",
      limits.flopsPerSecond * 1e-9, limits.operations.c_str(),
      limits.bytesPerSecond * 1e-9, limits.origin.c_str());
}

nlohmann::ordered_json toJson(const std::vector<ProfileRow> &rows,
                              const MachineLimits &limits) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const ProfileRow &row : rows)
    json.push_back(
        {{"kernel", row.kernel},
         {"layers", row.layers},
         {"launches", row.launches},
         {"ms", row.seconds * 1e3},
         {"gflop_per_s", rate(row.flops, row.seconds)},
         {"peak_fraction", fraction(row.flops, row, limits.flopsPerSecond)},
         {"gb_per_s", rate(row.bytes, row.seconds)},
         {"bandwidth_fraction",
          fraction(row.bytes, row, limits.bytesPerSecond)}});
  return json;
}

} // namespace anabranch::runtime
